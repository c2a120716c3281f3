// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/capmap/provoke: "ACTION KEY", on the self-test's page of that
 * key, as any kernel code would do it:
 *   read, window   legitimate
 *   write          outside of a window
 *   copy           copy_from_user() of what is written, outside of a window
 *   panic          write while the kernel panics
 *   nested         write outside of a window, and again in the oops that follows
 *   cred           whatever the key: make the writer user 1, by an arbitrary write
 * /sys/kernel/debug/capmap/words: the first word of each page.
 */

#include <linux/cred.h>
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/kdebug.h>
#include <linux/notifier.h>
#include <linux/panic.h>
#include <linux/panic_notifier.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "selftest.h"

/* Whose page a panic, and an oops, is to write to; 0 none. */
static unsigned int panic_key, oops_key;

static int last_words(struct notifier_block *block, unsigned long event, void *message)
{
	unsigned long value;

	if (!panic_key)
		return NOTIFY_DONE;
	value = ~READ_ONCE(*st_direct[panic_key]);
	WRITE_ONCE(*st_direct[panic_key], value);
	pr_emerg("capmap: last words were %s\n",
		 READ_ONCE(*st_direct[panic_key]) == value ? "written" : "lost");
	return NOTIFY_DONE;
}

static struct notifier_block last_words_block = {.notifier_call = last_words};

static int in_oops(struct notifier_block *block, unsigned long event, void *data)
{
	if (event == DIE_OOPS && oops_key)
		WRITE_ONCE(*st_direct[oops_key], 0);
	return NOTIFY_DONE;
}

static struct notifier_block in_oops_block = {.notifier_call = in_oops};

static ssize_t provoke_write(struct file *file, const char __user *from, size_t size, loff_t *at)
{
	char line[32] = "", action[16];
	unsigned int key;

	if (size >= sizeof(line) || copy_from_user(line, from, size))
		return -EINVAL;
	if (sscanf(line, "%15s %u", action, &key) != 2 || !key || key >= CAPMAP_KEYS)
		return -EINVAL;

	if (!strcmp(action, "read"))
		return READ_ONCE(*st_direct[key]) == READ_ONCE(*st_alias[key]) ? size : -EIO;
	if (!strcmp(action, "window"))
		return st_write_in_window(key, st_direct[key]) == ST_PASSED ? size : -EIO;
	if (!strcmp(action, "write")) {
		WRITE_ONCE(*st_direct[key], ~READ_ONCE(*st_direct[key]));
		return size;
	}
	if (!strcmp(action, "copy"))
		return copy_from_user(st_direct[key], from, size) ? -EFAULT : size;
	if (!strcmp(action, "cred")) {
		st_poke((unsigned long)&current_cred()->fsuid, 1);
		return size;
	}
	if (!strcmp(action, "nested")) {
		oops_key = key;
		WRITE_ONCE(*st_direct[key], 0);
		return size;
	}
	if (!strcmp(action, "panic")) {
		panic_key = key;
		panic("capmap self-test: this panic is wanted");
	}
	return -EINVAL;
}

static const struct file_operations provoke_fops = {
    .write = provoke_write,
    .llseek = noop_llseek,
};

static int words_show(struct seq_file *m, void *unused)
{
	for (unsigned int key = 1; key < CAPMAP_KEYS; key++)
		seq_printf(m, "key %u word %016lx\n", key, *st_direct[key]);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(words);

static int __init provoke_init(void)
{
	struct dentry *dir = debugfs_lookup("capmap", NULL);

	if (IS_ERR_OR_NULL(dir))
		return -ENOENT;
	/* This code has no windows: now, while no page has a key. */
	register_die_notifier(&in_oops_block);
	atomic_notifier_chain_register(&panic_notifier_list, &last_words_block);
	debugfs_create_file("provoke", 0200, dir, NULL, &provoke_fops);
	debugfs_create_file("words", 0400, dir, NULL, &words_fops);
	dput(dir);
	return 0;
}
late_initcall(provoke_init);
