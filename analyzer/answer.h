/* SPDX-License-Identifier: Apache-2.0 */
/* From the solution to the model: names, sites and their targets, calls, unknowns.
 *
 * Names (the store's contract): a function or global is "name" where unique, else
 * "path/to/file.c:name"; what a kmem_cache gives out is the cache's name; another heap object is
 * "struct foo@allocating_function"; a stack slot "variable@function". Objects of one name are one.
 */
#ifndef CM_ANALYZER_ANSWER_H
#define CM_ANALYZER_ANSWER_H

#include "analyzer/model.h"
#include "analyzer/solve.h"
#include "analyzer/subsystem.h"

struct answer_stats {
	uint64_t dead, uncalled; /* functions, see answer_reach.h */
	uint64_t sites, sites_empty, sites_unknown, sites_wide;
	uint64_t target_objects;			 /* sum of set sizes over sites */
	uint64_t icalls, icalls_resolved, icall_targets; /* of live instances, by call site */
	uint64_t icalls_never_set; /* no function is ever kept where the pointer comes from */
	uint32_t icall_median;
};

struct answer {
	struct model *m;
	const struct program *p;
	const struct solution *s;
	const struct summary_table *sum;
	const struct subsystem_table *subsystems;
	struct answer_stats *stats;
	uint32_t *func_of_sym;	 /* [sym_id] -> model function, 0 none */
	uint32_t *obj_of;	 /* [obj_id] -> model object, 0 none */
	uint8_t *reach;		 /* [func_id] -> enum answer_reach */
	struct map subsystem_of; /* str_id of a file -> subsystem, while names are made */
	str_id *str_of;		 /* [str_id of the program] -> the model's, 0 not yet */
};

/* The whole: a holds m (initialised), p, s, sum and subsystems; fills m but for regions and meta,
 * and the maps, which answer_release frees. */
void answer_build(struct answer *a, struct answer_stats *stats);
void answer_release(struct answer *a);

/* The function whose window an instance's writes run in. */
func_id answer_charged_to(const struct answer *a, inst_id i);
/* The site, but for its set, to which access k of an instance's module belongs; i is charged to
 * owner. The file is still a string of the program. */
struct model_site answer_site_at(const struct answer *a, inst_id i, func_id owner, uint32_t k);
/* The same, all of the model. */
struct model_site answer_site_key(struct answer *a, inst_id i, uint32_t k);

/* The steps, in order. */
void answer_functions(struct answer *a);
void answer_objects(struct answer *a);
void answer_sites(struct answer *a);
void answer_calls(struct answer *a);
void answer_subsystems_sort(struct answer *a);

/* Shared by the steps. */
uint32_t answer_subsystem(struct answer *a, str_id file);
void answer_unknown(struct answer *a, func_id f, str_id file, uint32_t line, const char *reason,
		    const char *detail);
str_id answer_str(struct answer *a, str_id program_string);

#endif
