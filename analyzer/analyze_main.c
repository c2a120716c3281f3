/* SPDX-License-Identifier: Apache-2.0 */
/* capmap-analyze: bitcode in, store out. The phases, in order. */
#include "analyzer/answer.h"
#include "analyzer/check_alias.h"
#include "analyzer/defects.h"
#include "analyzer/evidence_job.h"
#include "analyzer/points_to.h"
#include "analyzer/region.h"
#include "analyzer/stats.h"
#include "analyzer/store_write.h"
#include "base/options.h"
#include "passes/input.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct options {
	const char *output, *subsystems;
	struct input_options input;
	struct region_options region;
	struct summary_options summary;
	struct solve_options solve;
	bool check_alias, stats, baseline;
	const char *defects, *points_to;
	const char *time_limit, *max_rss; /* as given, or NULL */
	double started;			  /* of solve_limit_now() */
	VEC(char *) inputs;
};

enum {
	OPT_SUBSYSTEMS = 256,
	OPT_REGIONS,
	OPT_COARSE,
	OPT_CHECK_ALIAS,
	OPT_STATS,
	OPT_KEEP_GOING,
	OPT_READER_SECONDS,
	OPT_READER_MEMORY,
	OPT_CACHE,
	OPT_CACHE_LIMIT,
	OPT_CLONE_LIMIT,
	OPT_HELPER_LIMIT,
	OPT_WIDEN,
	OPT_ENGINE,
	OPT_BASELINE,
	OPT_DEFECTS,
	OPT_POINTS_TO,
	OPT_TIME_LIMIT,
	OPT_MAX_RSS,
};

static const struct argp_option option_list[] = {
    {"output", 'o', "FILE", 0, "Store to write (default capmap.db)", 0},
    {"jobs", 'j', "N", 0, "Processes that read bitcode at once (default: processors)", 0},
    {"subsystems", OPT_SUBSYSTEMS, "FILE", 0,
     "Table of path prefix and subsystem; without it a file's first directory names its subsystem",
     0},
    {"regions-per-subsystem", OPT_REGIONS, "MIN[,MAX]", 0,
     "Regions to form in a subsystem (default 8,12)", 0},
    {"coarse", OPT_COARSE, NULL, 0, "One region a subsystem", 0},
    {"check-alias", OPT_CHECK_ALIAS, NULL, 0,
     "Judge MAYALIAS and kin in the input; writes no store", 0},
    {"stats", OPT_STATS, NULL, 0, "Seconds and bytes a phase, and counts, on stderr", 0},
    {"keep-going", OPT_KEEP_GOING, NULL, 0,
     "Leave unreadable inputs out; each becomes a row in unknowns", 0},
    {"reader-seconds", OPT_READER_SECONDS, "N", 0,
     "CPU seconds one input may take to read (default 300)", 0},
    {"reader-memory", OPT_READER_MEMORY, "MB", 0,
     "Memory one input may take to read (default 8192)", 0},
    {"cache", OPT_CACHE, "DIR", 0,
     "Keep what is read of each input in DIR, and read only what has changed", 0},
    {"cache-limit", OPT_CACHE_LIMIT, "MB", 0,
     "Remove from DIR what was not used for longest, beyond MB (default 4096)", 0},
    {"clone-limit", OPT_CLONE_LIMIT, "N", 0,
     "Analyse functions of up to N constraints once a call (default 64)", 0},
    {"helper-limit", OPT_HELPER_LIMIT, "N", 0,
     "The same for helpers, which run on their caller's rights (default 400)", 0},
    {"widen", OPT_WIDEN, "N", 0,
     "Join points-to sets with more than N kinds of object in them by what their type admits "
     "(default 64)",
     0},
    {"engine", OPT_ENGINE, "NAME", 0,
     "waves (default); naive: the same answer by plain iteration, for small inputs; types: "
     "memory, parameters and results hold what their types admit",
     0},
    {"baseline", OPT_BASELINE, NULL, 0,
     "With --stats, the precision of --engine=types beside that of the answer", 0},
    {"defects", OPT_DEFECTS, "FILE", 0,
     "Write to FILE each write site that may reach more than 5 % of all objects, and why", 0},
    {"points-to", OPT_POINTS_TO, "FILE", 0,
     "Write to FILE where each value of each function may point (large)", 0},
    {"time-limit", OPT_TIME_LIMIT, "SECONDS", 0,
     "Answer by type what is not solved so long after the start; exit status 3", 0},
    {"max-rss", OPT_MAX_RSS, "BYTES[K|M|G]", 0,
     "The same once the program holds so much memory, its readers not counted", 0},
    {0},
};

static const char *const engines[] = {
    [SOLVE_WAVES] = "waves", [SOLVE_NAIVE] = "naive", [SOLVE_TYPES] = "types"};

static unsigned parse_number(struct argp_state *state, const char *option, const char *text,
			     unsigned long max)
{
	return (unsigned)option_number(state, option, text, 1, max);
}

static void parse_regions(struct argp_state *state, struct region_options *r, char *text)
{
	char *comma = strchr(text, ',');

	if (comma)
		*comma = 0;
	r->min_per_subsystem = parse_number(state, "--regions-per-subsystem", text, 10000);
	r->max_per_subsystem =
	    comma ? parse_number(state, "--regions-per-subsystem", comma + 1, 10000)
		  : r->min_per_subsystem;
	if (r->max_per_subsystem < r->min_per_subsystem)
		argp_error(state, "--regions-per-subsystem: the maximum is below the minimum");
}

/* A number of bytes, or of powers of 1024 of them. */
static uint64_t parse_bytes(struct argp_state *state, const char *option, const char *text)
{
	static const char units[] = "KMG";
	char number[32];
	size_t n = strlen(text);
	const char *unit = n ? strchr(units, text[n - 1]) : NULL;
	unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;

	if (unit)
		n--;
	if (n >= sizeof(number))
		n = sizeof(number) - 1;
	memcpy(number, text, n);
	number[n] = 0;
	return (uint64_t)option_number(state, option, number, 1, UINT64_MAX >> 10 >> shift)
	       << shift;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 'o':
		o->output = arg;
		break;
	case 'j':
		o->input.jobs = parse_number(state, "--jobs", arg, 256);
		break;
	case OPT_SUBSYSTEMS:
		o->subsystems = arg;
		break;
	case OPT_REGIONS:
		parse_regions(state, &o->region, arg);
		break;
	case OPT_COARSE:
		o->region = (struct region_options){1, 1};
		break;
	case OPT_CHECK_ALIAS:
		o->check_alias = true;
		break;
	case OPT_STATS:
		o->stats = true;
		break;
	case OPT_KEEP_GOING:
		o->input.keep_going = true;
		break;
	case OPT_READER_SECONDS:
		o->input.timeout_s = parse_number(state, "--reader-seconds", arg, 1000000);
		break;
	case OPT_READER_MEMORY:
		o->input.memory_bytes = (size_t)parse_number(state, "--reader-memory", arg, 1 << 24)
					<< 20;
		break;
	case OPT_CACHE:
		o->input.cache = arg;
		break;
	case OPT_CACHE_LIMIT:
		o->input.cache_bytes = (uint64_t)parse_number(state, "--cache-limit", arg, 1 << 30)
				       << 20;
		break;
	case OPT_CLONE_LIMIT:
		o->summary.clone_limit = parse_number(state, "--clone-limit", arg, 100000);
		break;
	case OPT_HELPER_LIMIT:
		o->summary.helper_limit = parse_number(state, "--helper-limit", arg, 100000);
		break;
	case OPT_WIDEN:
		o->solve.widen = parse_number(state, "--widen", arg, 1 << 24);
		break;
	case OPT_ENGINE:
		o->solve.engine =
		    (enum solve_engine)option_word(state, OPTION_WORDS("--engine", engines), arg);
		break;
	case OPT_BASELINE:
		o->baseline = true;
		break;
	case OPT_DEFECTS:
		o->defects = arg;
		break;
	case OPT_POINTS_TO:
		o->points_to = arg;
		break;
	case OPT_TIME_LIMIT:
		o->time_limit = arg;
		o->solve.limit.timed = true;
		o->solve.limit.until =
		    o->started + (double)option_number(state, "--time-limit", arg, 0, 1000000000);
		break;
	case OPT_MAX_RSS:
		o->max_rss = arg;
		o->solve.limit.bytes = parse_bytes(state, "--max-rss", arg);
		break;
	case ARGP_KEY_ARG:
		vec_push(&o->inputs, arg);
		break;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no input; name .bc, .ll, LTO .o files, archives or @lists");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
    .options = option_list,
    .parser = parse_option,
    .args_doc = "INPUT...",
    .doc = "Derive, for every function in LLVM 19 bitcode, which data it may write, and save the "
	   "answer as a SQLite store.\v"
	   "INPUT is a .bc, .ll or LTO .o file, a thin or normal archive of them, a facts file, or "
	   "@FILE with one input a line. Exit status: 0 done, 1 error (the old store stands), 2 "
	   "usage, 3 done, but a limit was reached and the rest is answered by type.",
};

static void add_meta(struct model *m, const char *name, const char *value)
{
	struct model_meta row = {strtab_add(&m->str, name), strtab_add(&m->str, value)};

	vec_push(&m->meta, row);
}

/* What the answer depends on, and nothing else: equal inputs and options give equal rows. */
static void describe_run(struct model *m, const struct options *o, const struct input_set *in,
			 enum solve_limit_kind met)
{
	uint64_t hash = 0, instructions = 0;
	char text[64];

	vec_each (&in->modules, i) {
		hash = hash_pair(hash, in->modules.v[i].input_hash);
		instructions += in->modules.v[i].ninstructions;
	}
	add_meta(m, "capmap_version", CAPMAP_VERSION);
	snprintf(text, sizeof(text), "%016" PRIx64, hash);
	add_meta(m, "input_hash", text);
	snprintf(text, sizeof(text), "%u", in->modules.n);
	add_meta(m, "input_modules", text);
	snprintf(text, sizeof(text), "%" PRIu64, instructions);
	add_meta(m, "input_instructions", text);
	snprintf(text, sizeof(text), "%u", o->region.min_per_subsystem);
	add_meta(m, "regions_per_subsystem_min", text);
	snprintf(text, sizeof(text), "%u", o->region.max_per_subsystem);
	add_meta(m, "regions_per_subsystem_max", text);
	snprintf(text, sizeof(text), "%u", o->summary.clone_limit);
	add_meta(m, "clone_limit", text);
	snprintf(text, sizeof(text), "%u", o->summary.helper_limit);
	add_meta(m, "helper_limit", text);
	snprintf(text, sizeof(text), "%u", o->solve.widen);
	add_meta(m, "widen_limit", text);
	if (o->solve.engine == SOLVE_TYPES)
		add_meta(m, "engine", engines[SOLVE_TYPES]);
	if (o->time_limit)
		add_meta(m, "time_limit", o->time_limit);
	if (o->max_rss)
		add_meta(m, "max_rss", o->max_rss);
	if (met)
		add_meta(m, "limit_reached", solve_limit_name(met));
}

static void show_solution(struct stats *st, const struct solve_stats *s)
{
	stats_count(st, "instances", s->instances);
	stats_count(st, "values", s->values);
	stats_count(st, "constraints", s->constraints);
	stats_count(st, "merged offline", s->merged_offline);
	stats_count(st, "merged in cycles", s->cycles_merged);
	stats_count(st, "waves", s->waves);
	stats_count(st, "edges", s->edges);
	stats_count(st, "locations", s->locations);
	stats_count(st, "cells", s->cells);
	stats_count(st, "type filters", s->filters);
	stats_count(st, "type filters opened", s->filters_opened);
	stats_count(st, "sets joined as too wide", s->wide);
	stats_count(st, "points-to bytes", s->pts_bytes);
}

static uint64_t large_sites(const struct model *m)
{
	uint64_t n = 0;

	for (uint32_t i = 1; i < m->sites.n; i++)
		n += (uint64_t)m->psets.v[m->sites.v[i].pset].n * DEFECT_SHARE > m->objects.n - 1;
	return n;
}

static void show_answer(struct stats *st, const struct model *m, const struct answer_stats *a)
{
	stats_count(st, "functions", m->functions.n - 1);
	stats_count(st, "functions that nothing refers to", a->dead);
	stats_count(st, "functions that nothing known calls", a->uncalled);
	stats_count(st, "objects", m->objects.n - 1);
	stats_count(st, "write sites", a->sites);
	stats_count(st, "write sites, empty set", a->sites_empty);
	stats_count(st, "write sites, unknown pointer", a->sites_unknown);
	stats_count(st, "write sites, anywhere", a->sites_wide);
	if (m->sites.n > 1)
		stats_ratio(st, "objects a site, mean",
			    (double)a->target_objects / (double)(m->sites.n - 1));
	stats_count(st, "write sites, more than 5 % of objects", a->sites_wide + large_sites(m));
	stats_count(st, "indirect calls", a->icalls);
	stats_count(st, "indirect calls resolved", a->icalls_resolved);
	stats_count(st, "indirect calls of methods never set", a->icalls_never_set);
	if (a->icalls_resolved)
		stats_ratio(st, "targets a resolved call, mean",
			    (double)a->icall_targets / (double)a->icalls_resolved);
	stats_count(st, "targets, median", a->icall_median);
	stats_count(st, "regions", m->regions.n - 1);
	stats_count(st, "unknowns", m->unknowns.n);
}

/* Both by one way of counting: a set that may be anywhere has all objects. */
static void show_precision(struct stats *st, const char *engine, const struct model *m,
			   const struct answer_stats *a)
{
	uint64_t sites = m->sites.n - 1 + a->sites_wide;
	uint64_t objects = a->target_objects + a->sites_wide * (m->objects.n - 1);

	stats_precision(st, engine, sites ? (double)objects / (double)sites : 0,
			a->icalls_resolved ? (double)a->icall_targets / (double)a->icalls_resolved
					   : 0,
			a->icall_median, a->icalls_resolved, a->icalls);
}

/* The same program by type alone. */
static void show_baseline(const struct options *o, const struct answer *of, struct stats *st)
{
	struct solve_options types = {.engine = SOLVE_TYPES, .widen = o->solve.widen};
	struct solve_stats solve_stats;
	struct answer_stats stats;
	struct model m;
	struct answer a = {.m = &m, .p = of->p, .sum = of->sum, .subsystems = of->subsystems};
	struct solution *s = solve_run(a.p, a.sum, &types, &solve_stats);

	model_init(&m);
	a.s = s;
	answer_build(&a, &stats);
	show_precision(st, engines[SOLVE_TYPES], &m, &stats);
	answer_release(&a);
	model_release(&m);
	solve_free(s);
}

static int save(const struct options *o, struct answer *a, struct solution *s, struct stats *st,
		struct diag *d)
{
	struct store_edit e;
	struct evidence_job evidence;
	int err = store_edit_begin(&e, NULL, o->output, d);

	if (err)
		return err;
	evidence_begin(&evidence, a, s);
	stats_beside(st, evidence_seconds, &evidence);
	err = store_write(&e, a->m, d);
	stats_phase(st, "commit");
	evidence_end(&evidence);
	stats_beside_end(st, "evidence", evidence.wall);
	if (!err)
		err = evidence_save(&evidence.out, e.db, d);
	evidence_out_release(&evidence.out);
	if (err) {
		store_edit_abort(&e);
		return err;
	}
	return store_edit_commit(&e, d);
}

static int analyze(const struct options *o, enum solve_limit_kind *met, struct diag *d)
{
	struct stats st;
	struct input_set in = {0};
	struct program prog = {0};
	struct summary_table sum = {0};
	struct subsystem_table subsystems;
	struct solve_stats solve_stats;
	struct answer_stats answer_stats;
	struct model m;
	struct answer answer = {.m = &m, .p = &prog, .sum = &sum, .subsystems = &subsystems};
	int err;

	stats_init(&st, o->stats);
	subsystem_init(&subsystems);
	model_init(&m);
	if (o->subsystems && (err = subsystem_load(&subsystems, o->subsystems, d)))
		goto out;
	stats_phase(&st, "read");
	err = input_read(&in, o->inputs.v, o->inputs.n, &o->input, d);
	if (err)
		goto out;
	stats_count(&st, "modules", in.modules.n);
	stats_count(&st, "modules with their facts", in.carried);
	if (o->input.cache)
		stats_count(&st, "modules from the cache", in.cache.hits);
	stats_phase(&st, "link");
	program_link(&prog, &in);
	stats_phase(&st, "summarise");
	summary_compute(&sum, &prog, &o->summary);
	stats_phase(&st, "solve");
	struct solution *sol = solve_run(&prog, &sum, &o->solve, &solve_stats);

	*met = solve_limit_met(sol);
	show_solution(&st, &solve_stats);
	if (o->check_alias) {
		if (check_alias(&prog, sol, stdout))
			err = diag_set(d, CM_EFORMAT, "", "some alias checks failed");
		goto solved;
	}
	stats_phase(&st, "answer");
	answer.s = sol;
	answer_build(&answer, &answer_stats);
	stats_phase(&st, "regions");
	region_form(&m, &o->region);
	describe_run(&m, o, &in, *met);
	stats_phase(&st, "store");
	err = save(o, &answer, sol, &st, d);
	if (!err && o->defects)
		err = defects_write(&answer, o->defects, d);
	if (!err && o->points_to)
		err = points_to_write(&answer, o->points_to, d);
	show_answer(&st, &m, &answer_stats);
	show_precision(&st, engines[o->solve.engine], &m, &answer_stats);
	if (!err && o->baseline) {
		stats_phase(&st, "baseline");
		show_baseline(o, &answer, &st);
	}
	answer_release(&answer);
solved:
	solve_free(sol);
	stats_phase(&st, NULL);
out:
	summary_release(&sum);
	program_release(&prog);
	input_set_release(&in);
	subsystem_release(&subsystems);
	model_release(&m);
	return err;
}

int main(int argc, char **argv)
{
	struct options o = {
	    .output = "capmap.db",
	    .input = {.timeout_s = 300,
		      .memory_bytes = (size_t)8192 << 20,
		      .cache_bytes = (uint64_t)4096 << 20},
	    .region = {8, 12},
	    .summary = {.clone_limit = 64, .helper_limit = 400},
	    .solve = {.widen = SOLVE_WIDEN},
	    .started = solve_limit_now(),
	};
	enum solve_limit_kind met = LIMIT_NONE;
	struct diag d = {0};
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	o.input.jobs = cpus > 0 ? (unsigned)cpus : 1;
	options_parse("capmap-analyze", &argp, argc, argv, &o);
	int err = analyze(&o, &met, &d);

	vec_free(&o.inputs);
	if (err) {
		diag_print_error(&d);
		return CM_EXIT_ERROR;
	}
	if (!met)
		return CM_EXIT_OK;
	diag_warn("", "--%s was reached; what was not solved by then is answered by type",
		  solve_limit_name(met));
	return CM_EXIT_LIMIT;
}
