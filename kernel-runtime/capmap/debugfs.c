// SPDX-License-Identifier: GPL-2.0-only
/* /sys/kernel/debug/capmap: what is guarded, and what was written outside of windows. */

#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/seq_file.h>

#include "internal.h"
#include "rights.h"

static int status_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "mode %s\n", capmap_mode_names[capmap_mode]);
	seq_printf(m, "build %*phN\n", (int)sizeof(capmap_table->build_id), capmap_table->build_id);
	seq_printf(m, "table %016llx\n", (unsigned long long)capmap_table->checksum);
	seq_printf(m, "reports %lu\n", capmap_reports_count());
	seq_printf(m, "audited %lu\n", capmap_steps_count());
	seq_printf(m, "leaked %lu\n", capmap_rights_leaks());
	for (unsigned int key = 1; key < CAPMAP_KEYS; key++)
		if (capmap_region_size(key))
			seq_printf(m, "image key %u bytes %lu\n", key, capmap_region_size(key));
	capmap_caches_show(m);
	capmap_pools_show(m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(status);

static int violations_show(struct seq_file *m, void *unused)
{
	capmap_reports_show(m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(violations);

static int __init capmap_debugfs(void)
{
	struct dentry *dir = debugfs_create_dir("capmap", NULL);

	debugfs_create_file("status", 0400, dir, NULL, &status_fops);
	debugfs_create_file("violations", 0400, dir, NULL, &violations_fops);
	return 0;
}
fs_initcall(capmap_debugfs);
