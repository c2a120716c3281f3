/* SPDX-License-Identifier: Apache-2.0 */
#include "base/doomed.h"
#include "base/diag.h"

#include <signal.h>
#include <unistd.h>

static const int fatal[] = {SIGHUP, SIGINT, SIGTERM};
#define NFATAL (sizeof(fatal) / sizeof(fatal[0]))
#define NPATHS 8u

static const char *volatile paths[NPATHS];
static unsigned npaths;
static struct sigaction old_action[NFATAL], old_xfsz;

static void remove_and_die(int sig)
{
	for (unsigned i = 0; i < NPATHS; i++)
		if (paths[i])
			unlink(paths[i]);
	raise(sig); /* delivered with the default action once this handler returns */
}

static void arm(void)
{
	struct sigaction sa = {.sa_handler = remove_and_die, .sa_flags = (int)SA_RESETHAND};
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	for (unsigned i = 0; i < NFATAL; i++) {
		sigaction(fatal[i], NULL, &old_action[i]);
		if (old_action[i].sa_handler == SIG_DFL)
			sigaction(fatal[i], &sa, NULL);
	}
	sigaction(SIGXFSZ, &ignore, &old_xfsz);
}

static void disarm(void)
{
	for (unsigned i = 0; i < NFATAL; i++)
		if (old_action[i].sa_handler == SIG_DFL)
			sigaction(fatal[i], &old_action[i], NULL);
	sigaction(SIGXFSZ, &old_xfsz, NULL);
}

void doomed_add(const char *path)
{
	unsigned i = 0;

	while (i < NPATHS && paths[i])
		i++;
	BUG_ON(i == NPATHS);
	if (!npaths++)
		arm();
	paths[i] = path;
}

void doomed_remove(const char *path)
{
	for (unsigned i = 0; path && i < NPATHS; i++)
		if (paths[i] == path) {
			paths[i] = NULL;
			if (!--npaths)
				disarm();
			return;
		}
}
