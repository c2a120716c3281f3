/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence written and read back: the sets are the solution's, every write has a derivation, and a
 * dull checker finds each of its steps justified by the constraint that it names. */
#include "analyzer/evidence.h"
#include "analyzer/evidence_part.h"
#include "analyzer/evidence_write.h"
#include "analyzer/store_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

/* Fields, a call, a call by an ops table, initialisers, an array walked by a loop, recursion that
 * makes a cycle of copies, and a pointer parked at an unknown offset. */
static const char program_text[] =
    "struct cred { int usage, uid; struct cred *next; };\n"
    "struct task { int pid; struct cred *cred; };\n"
    "struct ops { struct cred *(*get)(struct task *); };\n"
    "struct cred init_cred, other_cred, table[8];\n"
    "struct task init_task = {1, &init_cred}, tasks[4];\n"
    "struct cred *parked[16];\n"
    "static struct cred *get_cred(struct task *t) { return t->cred; }\n"
    "struct ops ops = {get_cred};\n"
    "__attribute__((noinline)) void set(struct task *t, struct cred *c) { t->cred = c; }\n"
    "void start(int i) { set(&tasks[i], &other_cred); set(&init_task, &table[i]); }\n"
    "void by_ops(void) { ops.get(&tasks[1])->uid = 1; }\n"
    "void by_field(void) { init_task.cred->next->usage = 2; }\n"
    "void link(void) { for (int i = 1; i < 8; i++) table[i - 1].next = &table[i]; }\n"
    "void walk(struct cred *c) { for (; c; c = c->next) c->uid++; }\n"
    "void walk_all(void) { walk(table); }\n"
    "void park(long i) { parked[i] = init_task.cred; parked[2]->usage = 3; }\n"
    "struct cred *turn(struct cred *c, int n) { return n ? turn(c->next, n - 1) : c; }\n"
    "void turned(int n) { turn(tasks[2].cred, n)->usage = 4; }\n";

struct world {
	struct input_set in;
	struct program program;
	struct summary_table summaries;
	struct subsystem_table subsystems;
	struct solution *solution;
	struct model model;
	struct answer answer;
	sqlite3 *db;
	struct evidence evidence;
};

static void compile(char *path)
{
	char command[256];
	int fd = mkstemps(path, 3);

	assert_true(fd >= 0);
	close(fd);
	snprintf(command, sizeof(command), "clang-19 -O1 -fno-inline -g -x c -c -emit-llvm -o %s -",
		 path);
	FILE *in = popen(command, "w");

	assert_non_null(in);
	fputs(program_text, in);
	assert_int_equal(pclose(in), 0);
}

static int make_world(void **state)
{
	char path[] = "/tmp/capmap-evidence-XXXXXX.bc", *paths[] = {path};
	struct input_options input = {.jobs = 1, .timeout_s = 60, .memory_bytes = (size_t)1 << 30};
	struct summary_options options = {.clone_limit = 64, .helper_limit = 400};
	struct world *w = calloc(1, sizeof(*w));
	struct solve_stats solve_stats;
	struct answer_stats answer_stats;
	struct evidence_out out;
	struct diag d = {0};

	compile(path);
	assert_int_equal(input_read(&w->in, paths, 1, &input, &d), 0);
	unlink(path);
	program_link(&w->program, &w->in);
	summary_compute(&w->summaries, &w->program, &options);
	struct solve_options how = {.engine = SOLVE_WAVES, .widen = SOLVE_WIDEN};

	w->solution = solve_run(&w->program, &w->summaries, &how, &solve_stats);
	subsystem_init(&w->subsystems);
	model_init(&w->model);
	w->answer = (struct answer){.m = &w->model,
				    .p = &w->program,
				    .s = w->solution,
				    .sum = &w->summaries,
				    .subsystems = &w->subsystems};
	answer_build(&w->answer, &answer_stats);
	assert_int_equal(sqlite3_open(":memory:", &w->db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(w->db, store_schema_sql, NULL, NULL, NULL), SQLITE_OK);
	evidence_make(&out, &w->answer, w->solution);
	assert_int_equal(evidence_save(&out, w->db, &d), 0);
	evidence_out_release(&out);
	assert_int_equal(evidence_open(&w->evidence, w->db, &d), 0);
	*state = w;
	return 0;
}

static int end_world(void **state)
{
	struct world *w = *state;

	evidence_close(&w->evidence);
	sqlite3_close(w->db);
	answer_release(&w->answer);
	model_release(&w->model);
	solve_free(w->solution);
	summary_release(&w->summaries);
	program_release(&w->program);
	input_set_release(&w->in);
	subsystem_release(&w->subsystems);
	free(w);
	return 0;
}

/* ---- Round trip ----------------------------------------------------------------------------- */

static bool is_kept(const struct solution *s, uint32_t l)
{
	uint8_t kind = solve_object(s, solve_loc(s, l)->obj)->kind;

	return kind != SOBJ_UNKNOWN && kind != SOBJ_CODE;
}

/* The solver's locations in the evidence's order: by object, then offset, "any" first. */
static const struct solution *sorting;

static int compare_locs(const void *x, const void *y)
{
	const struct solve_loc *a = solve_loc(sorting, *(const uint32_t *)x);
	const struct solve_loc *b = solve_loc(sorting, *(const uint32_t *)y);

	if (a->obj != b->obj)
		return a->obj < b->obj ? -1 : 1;
	return a->off < b->off ? -1 : a->off > b->off;
}

static void sets_are_the_solution(void **state)
{
	struct world *w = *state;
	struct evidence *e = &w->evidence;
	uint32_t nonempty = 0;

	sorting = w->solution;
	for (uint32_t n = 1; n < e->set_of.n; n++) {
		const struct evidence_set *set = evidence_set(e, n);
		struct pts_iter it = pts_begin(solve_pts(w->solution, n));
		VEC(uint32_t) locs = {0};
		uint32_t l;

		while (pts_next(&it, &l))
			if (is_kept(w->solution, l))
				vec_push(&locs, l);
		if (locs.n)
			qsort(locs.v, locs.n, sizeof(*locs.v), compare_locs);
		assert_int_equal(set->n, locs.n);
		nonempty += set->n != 0;
		vec_each (&locs, i) {
			const struct solve_loc *at = solve_loc(w->solution, locs.v[i]);
			const struct evidence_loc *kept = &e->locs.v[set->v[i]];

			assert_int_equal(kept->offset, at->off == OFF_ANY ? EVIDENCE_ANY_OFFSET
									  : (uint32_t)at->off);
			assert_int_equal(kept->cell, at->cell);
			assert_int_equal(e->objects.v[kept->object].id, w->answer.obj_of[at->obj]);
		}
		vec_free(&locs);
	}
	assert_true(nonempty > 50);
}

/* ---- Derivations ---------------------------------------------------------------------------- */

static bool shifts_to(const struct evidence *e, uint32_t shift, uint32_t from, uint32_t to)
{
	uint32_t plain[2];

	for (const uint32_t *r = evidence_shift(e, shift, from, plain); *r; r++)
		if (*r == to)
			return true;
	return false;
}

static bool pointer_reaches(struct evidence *e, uint32_t pointer, uint32_t shift, uint32_t memory)
{
	const struct evidence_set *set = evidence_set(e, pointer);

	for (uint32_t i = 0; i < set->n; i++)
		if (evidence_accessed(e, set->v[i]) &&
		    shifts_to(e, shift, evidence_accessed(e, set->v[i]), memory))
			return true;
	return false;
}

static bool is_memory_of(const struct evidence *e, uint32_t node, uint32_t object)
{
	const struct evidence_object *o = &e->objects.v[object];

	for (uint32_t l = o->first_loc; l < o->first_loc + o->nlocs; l++)
		if (e->locs.v[l].cell == node || e->locs.v[l].into == node)
			return true;
	return o->star == node || o->all == node;
}

static bool is_anywhere(const struct evidence *e, uint32_t wide, uint32_t loc)
{
	return e->locs.v[wide].offset == EVIDENCE_ANY_OFFSET &&
	       e->locs.v[wide].object == e->locs.v[loc].object;
}

/* s follows from next by what s names. */
static bool is_justified(struct evidence *e, const struct evidence_step *s,
			 const struct evidence_step *next)
{
	const struct evidence_constraint *c = &e->constraints.v[s->constraint];
	const struct evidence_loc *m = &e->locs.v[s->memory];
	bool any = m->offset == EVIDENCE_ANY_OFFSET;

	if (s->kind != EVIDENCE_MEMORY && s->kind != c->kind)
		return false;
	if (!next)
		return s->kind >= EVIDENCE_ADDRESS && s->kind < EVIDENCE_MEMORY &&
		       c->dst == s->node && c->src == s->loc;
	switch (s->kind) {
	case EVIDENCE_COPY:
	case EVIDENCE_ARGUMENT:
	case EVIDENCE_RESULT:
		return c->dst == s->node && c->src == next->node && s->loc == next->loc;
	case EVIDENCE_FILTER:
		return c->dst == s->node && c->src == next->node &&
		       (s->loc == next->loc || is_anywhere(e, next->loc, s->loc));
	case EVIDENCE_SHIFT:
		return c->dst == s->node && c->src == next->node &&
		       shifts_to(e, c->shift, next->loc, s->loc);
	case EVIDENCE_LOAD:
		return c->dst == s->node && s->loc == next->loc &&
		       next->node == (any ? e->objects.v[m->object].all : m->cell) &&
		       pointer_reaches(e, c->src, c->shift, s->memory);
	case EVIDENCE_STORE:
		return c->src == next->node && s->loc == next->loc &&
		       s->node == (any ? e->objects.v[m->object].star : m->into) &&
		       pointer_reaches(e, c->dst, c->shift, s->memory);
	case EVIDENCE_MEMORY:
		return is_memory_of(e, s->node, m->object) &&
		       is_memory_of(e, next->node, m->object) && s->node != next->node &&
		       (s->loc == next->loc || is_anywhere(e, next->loc, s->loc));
	default:
		return false;
	}
}

static void check_path(struct evidence *e, const struct evidence_path *p)
{
	vec_each (&p->steps, i) {
		const struct evidence_step *s = &p->steps.v[i];

		assert_true(evidence_has(e, s->node, s->loc));
		assert_true(is_justified(e, s, i + 1 < p->steps.n ? s + 1 : NULL));
		for (uint32_t k = 0; k < i; k++)
			assert_false(p->steps.v[k].node == s->node && p->steps.v[k].loc == s->loc);
	}
}

static void every_write_is_derived(void **state)
{
	struct world *w = *state;
	struct evidence *e = &w->evidence;
	struct evidence_path path = {0};
	uint32_t checked = 0, kinds[EVIDENCE_KINDS] = {0};

	vec_each (&e->accesses, i) {
		const struct evidence_set *set = evidence_set(e, e->accesses.v[i].node);

		for (uint32_t k = 0; k < set->n; k++, checked++) {
			struct evidence_state start = {e->accesses.v[i].node, set->v[k]};

			assert_int_equal(evidence_search(e, &start, 1, &path), 0);
			assert_int_equal(path.steps.v[0].node, start.node);
			assert_int_equal(path.steps.v[0].loc, start.loc);
			check_path(e, &path);
			vec_each (&path.steps, s)
				kinds[path.steps.v[s].kind]++;
		}
	}
	vec_free(&path.steps);
	assert_true(checked > 8);
	assert_true(kinds[EVIDENCE_ARGUMENT] && kinds[EVIDENCE_SHIFT] && kinds[EVIDENCE_LOAD] &&
		    kinds[EVIDENCE_STORE] && kinds[EVIDENCE_ADDRESS] && kinds[EVIDENCE_INITIAL] &&
		    kinds[EVIDENCE_RESULT]);
}

/* A search of its own: no other shares what it finds. */
static int64_t search_alone(sqlite3 *db, const struct evidence_state *starts, uint32_t n,
			    struct evidence_path *path)
{
	struct evidence e;

	assert_int_equal(evidence_open(&e, db, NULL), 0);
	int64_t at = evidence_search(&e, starts, n, path);

	evidence_close(&e);
	return at;
}

static void the_nearest_start_wins(void **state)
{
	struct world *w = *state;
	struct evidence *e = &w->evidence;
	struct evidence_path near = {0}, one = {0};
	VEC(struct evidence_state) starts = {0};

	vec_each (&e->accesses, i) {
		const struct evidence_set *set = evidence_set(e, e->accesses.v[i].node);

		for (uint32_t k = 0; k < set->n; k++)
			vec_push(&starts,
				 ((struct evidence_state){e->accesses.v[i].node, set->v[k]}));
	}
	int64_t at = search_alone(w->db, starts.v, starts.n, &near);

	assert_in_range(at, 0, starts.n - 1);
	assert_int_equal(near.steps.v[0].node, starts.v[at].node);
	vec_each (&starts, i) {
		assert_int_equal(search_alone(w->db, &starts.v[i], 1, &one), 0);
		assert_true(one.steps.n >= near.steps.n);
	}
	assert_int_equal(search_alone(w->db, starts.v, 0, &one), -CM_ENOTFOUND);
	assert_int_equal(one.steps.n, 0);
	vec_free(&starts);
	vec_free(&near.steps);
	vec_free(&one.steps);
}

/* Asked again, with all that was found before, a question has the same answer; a way that joins
 * an earlier one is never shorter than alone. */
static void searches_share_what_they_find(void **state)
{
	struct world *w = *state;
	struct evidence e;
	struct evidence_path first = {0}, again = {0}, alone = {0};

	assert_int_equal(evidence_open(&e, w->db, NULL), 0);
	for (uint32_t i = e.accesses.n; i-- > 0;) {
		const struct evidence_set *set = evidence_set(&e, e.accesses.v[i].node);

		for (uint32_t k = 0; k < set->n; k++) {
			struct evidence_state start = {e.accesses.v[i].node, set->v[k]};

			assert_int_equal(evidence_search(&e, &start, 1, &first), 0);
			check_path(&e, &first);
			assert_int_equal(evidence_search(&e, &start, 1, &again), 0);
			assert_int_equal(first.steps.n, again.steps.n);
			vec_each (&first.steps, n) {
				const struct evidence_step *x = &first.steps.v[n];
				const struct evidence_step *y = &again.steps.v[n];

				assert_true(x->node == y->node && x->loc == y->loc &&
					    x->constraint == y->constraint && x->kind == y->kind);
			}
			assert_int_equal(search_alone(w->db, &start, 1, &alone), 0);
			assert_true(first.steps.n >= alone.steps.n);
		}
	}
	evidence_close(&e);
	vec_free(&first.steps);
	vec_free(&again.steps);
	vec_free(&alone.steps);
}

/* ---- Parts ---------------------------------------------------------------------------------- */

static void numbers_survive(void **state)
{
	static const int64_t values[] = {0,   1,   -1,	      63,	 -64,	   64,
					 127, 128, INT32_MIN, INT64_MAX, INT64_MIN};
	const size_t n = sizeof(values) / sizeof(*values);
	struct part_out out = {0};
	struct part_in in;
	struct diag d = {0};
	sqlite3 *db;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, store_schema_sql, NULL, NULL, NULL), SQLITE_OK);
	for (uint32_t round = 0; round < 40000; round++) /* more than one chunk */
		for (size_t i = 0; i < n; i++) {
			part_put_signed(&out, values[i]);
			part_put(&out, (uint64_t)values[i]);
		}
	part_put_text(&out, "end");
	part_end(&out);
	assert_int_equal(part_save(&out, db, "numbers", &d), 0);
	part_release(&out);
	assert_true(store_int(db, "SELECT count(*) FROM evidence", 0) > 1);
	assert_int_equal(part_load(&in, db, "numbers", &d), 0);
	for (uint32_t round = 0; round < 40000; round++)
		for (size_t i = 0; i < n; i++) {
			assert_true(part_get_signed(&in) == values[i]);
			assert_true(part_get(&in) == (uint64_t)values[i]);
		}
	assert_string_equal(part_get_text(&in), "end");
	assert_false(in.bad);
	assert_int_equal(part_get(&in), 0);
	assert_true(in.bad);
	free((void *)in.bytes);
	sqlite3_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers_survive),
	    cmocka_unit_test(sets_are_the_solution),
	    cmocka_unit_test(every_write_is_derived),
	    cmocka_unit_test(the_nearest_start_wins),
	    cmocka_unit_test(searches_share_what_they_find),
	};

	return cmocka_run_group_tests(tests, make_world, end_world);
}
