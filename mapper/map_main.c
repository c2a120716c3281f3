/* SPDX-License-Identifier: Apache-2.0 */
/* capmap-map: gives the regions of a store their keys. */
#include "base/options.h"
#include "mapper/audit.h"
#include "mapper/colour_check.h"
#include "mapper/kcolour.h"
#include "mapper/map_output.h"
#include "mapper/map_print.h"
#include "mapper/map_save.h"
#include "mapper/request.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	OPT_RESERVE = 256,
	OPT_APART,
	OPT_TOGETHER,
	OPT_COARSE,
	OPT_SEED,
	OPT_UNGUARDED,
	OPT_WEIGHT,
	OPT_EFFORT,
	OPT_FORMAT,
	OPT_DIMACS,
	OPT_DUMP,
	OPT_VERIFY,
	OPT_AUDIT,
	OPT_KEEP,
	OPT_OBJECTS,
};

static const struct argp_option options[] = {
    {"keys", 'k', "N", 0, "Keys there are (default 15; any number with --dimacs)", 1},
    {"reserve", OPT_RESERVE, "K", 0, "Keep K of the keys free (default 0)", 1},
    {"apart", OPT_APART, "NAME,NAME...", 0,
     "Give the regions (or subsystems) named keys of which no two are the same", 2},
    {"together", OPT_TOGETHER, "NAME,NAME...", 0, "Give the regions (or subsystems) named one key",
     2},
    {"coarse", OPT_COARSE, NULL, 0, "Give all regions of a subsystem one key, for comparison", 2},
    {"unguarded", OPT_UNGUARDED, "FILE", 0,
     "Give no key to the objects that FILE names, by lines \"pattern<TAB>reason\"", 2},
    {"weight", OPT_WEIGHT, "regions|objects", 0,
     "Count over-privilege by regions (default) or by the objects in them", 3},
    {"effort", OPT_EFFORT, "N", 0, "How long to search (default 20); time grows in proportion", 3},
    {"seed", OPT_SEED, "N", 0, "Seed of the search (default 1)", 3},
    {"output", 'o', "PATH", 0,
     "Also write the key table: capmap.ktab, capmap_ktab.c and .h into a directory, or the "
     "binary table alone to a file",
     4},
    {"keep", OPT_KEEP, NULL, 0,
     "Keep the keys that the store has, and only write its key table with -o", 4},
    {"dry-run", 'n', NULL, 0, "Print the result, write nothing", 4},
    {"format", OPT_FORMAT, "text|json", 0, "Form of the result on standard output", 4},
    {"dimacs", OPT_DIMACS, "FILE", 0,
     "Colour the graph of a DIMACS .col file with --keys colours, and say how well", 5},
    {"dump", OPT_DUMP, "FILE.ktab", 0, "Check a key table and print it as text", 5},
    {"verify", OPT_VERIFY, "FILE.ktab", 0, "Check that a key table is the one of the store", 5},
    {"objects", OPT_OBJECTS, NULL, 0,
     "Print each object with the key that the store has for it, or why it has none", 5},
    {"audit", OPT_AUDIT, "FILE", 0,
     "Add to the store what FILE, by audit-evidence, proves to be written, and list what the "
     "analysis missed; with -o, write the lines that added something to a file. Map the store "
     "again afterwards",
     5},
    {0},
};

static const char *const weights[] = {[WEIGHT_REGIONS] = "regions", [WEIGHT_OBJECTS] = "objects"};
static const char *const formats[] = {"text", "json"};

struct arguments {
	const char *store, *output, *dimacs, *table, *verify, *unguarded, *audit;
	unsigned long keys, reserve, effort, seed;
	bool coarse, dry_run, json, keep, objects;
	enum conflict_weight by;
	VEC(char *) requests; /* "--apart LIST" */
};

static void add_request(struct arguments *a, const char *option, const char *list)
{
	char *s;

	if (asprintf(&s, "%s %s", option, list) < 0)
		diag_oom(0);
	vec_push(&a->requests, s);
}

static void check_arguments(const struct arguments *a, struct argp_state *state)
{
	if (!!a->store + !!a->dimacs + !!a->table != 1)
		argp_error(state, "give one store, or --dimacs FILE, or --dump FILE");
	if (!a->store && (a->requests.n || a->coarse || a->reserve || a->output || a->unguarded))
		argp_error(state,
			   "--apart, --together, --coarse, --reserve, --unguarded and -o are "
			   "for stores");
	if (a->verify && (!a->store || a->output || a->requests.n || a->coarse || a->unguarded))
		argp_error(state, "--verify takes a store and nothing else");
	if (a->audit &&
	    (!a->store || a->requests.n || a->coarse || a->unguarded || a->verify || a->dry_run))
		argp_error(state, "--audit takes a store, perhaps -o, and nothing else");
	if (a->keep && (!a->store || !a->output || a->requests.n || a->coarse || a->unguarded ||
			a->verify || a->audit))
		argp_error(state, "--keep takes a store and -o, and nothing else");
	if (a->objects && (!a->store || a->output || a->requests.n || a->coarse || a->unguarded ||
			   a->verify || a->audit || a->keep))
		argp_error(state, "--objects takes a store and nothing else");
	if (a->dry_run && a->output)
		argp_error(state, "-o writes, and --dry-run writes nothing");
	if (!a->dimacs && a->keys > ASSIGN_MAX_KEYS)
		argp_error(state, "--keys: there are at most %u assignable keys", ASSIGN_MAX_KEYS);
	if (a->reserve >= a->keys)
		argp_error(state, "--reserve %lu leaves none of %lu keys", a->reserve, a->keys);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'k':
		a->keys = option_number(state, "--keys", arg, 1, EDGES_MAX_VERTICES);
		break;
	case 'n':
		a->dry_run = true;
		break;
	case 'o':
		a->output = arg;
		break;
	case OPT_RESERVE:
		a->reserve = option_number(state, "--reserve", arg, 0, ASSIGN_MAX_KEYS);
		break;
	case OPT_APART:
		add_request(a, "--apart", arg);
		break;
	case OPT_TOGETHER:
		add_request(a, "--together", arg);
		break;
	case OPT_COARSE:
		a->coarse = true;
		break;
	case OPT_UNGUARDED:
		a->unguarded = arg;
		break;
	case OPT_SEED:
		a->seed = option_number(state, "--seed", arg, 0, UINT32_MAX);
		break;
	case OPT_EFFORT:
		a->effort = option_number(state, "--effort", arg, 0, 1000000);
		break;
	case OPT_WEIGHT:
		a->by = (enum conflict_weight)option_word(state, OPTION_WORDS("--weight", weights),
							  arg);
		break;
	case OPT_FORMAT:
		a->json = option_word(state, OPTION_WORDS("--format", formats), arg);
		break;
	case OPT_DIMACS:
		a->dimacs = arg;
		break;
	case OPT_DUMP:
		a->table = arg;
		break;
	case OPT_KEEP:
		a->keep = true;
		break;
	case OPT_OBJECTS:
		a->objects = true;
		break;
	case OPT_AUDIT:
		a->audit = arg;
		break;
	case OPT_VERIFY:
		a->verify = arg;
		break;
	case ARGP_KEY_ARG:
		option_store(state, &a->store, arg);
		break;
	case ARGP_KEY_END:
		check_arguments(a, state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static int colour_file(const struct arguments *a, struct diag *d)
{
	struct colouring_result r = {.file = a->dimacs, .keys = (uint32_t)a->keys};
	struct edges g;
	struct arena mem;
	int rc = edges_read(&g, a->dimacs, d);

	if (rc)
		return rc;
	arena_init(&mem);
	uint32_t *colour = arena_array(&mem, uint32_t, g.n);

	r.graph = &g;
	r.colour = colour;
	r.clique = edges_clique(&g, colour);
	r.bad = kcolour(&g, r.keys, a->seed, a->effort * KCOLOUR_EFFORT, colour);
	BUG_ON(colour_check_edges(&g, colour, r.keys, &r.used) != r.bad);
	(a->json ? colouring_print_json : colouring_print_text)(&r, stdout);
	if (r.bad)
		rc = diag_set(d, CM_ELIMIT, a->dimacs,
			      "no colouring with %u colours was found; give more --keys or more "
			      "--effort",
			      r.keys);
	arena_release(&mem);
	edges_release(&g);
	return rc;
}

static int read_requests(struct requests *q, const struct matrix *m, const struct arguments *a,
			 struct diag *d)
{
	int rc = 0;

	q->coarse = a->coarse;
	for (uint32_t i = 0; i < a->requests.n && !rc; i++)
		rc = requests_add(q, m, a->requests.v[i], d);
	return rc;
}

/* The matrix, the keys and what they cost. */
struct mapping {
	struct guard_rules rules;
	struct matrix matrix;
	struct requests requests;
	struct conflict conflict;
	struct assignment assignment;
	struct price price;
	struct guard_counts unguarded;
};

static int map_regions(struct mapping *p, sqlite3 *db, const struct arguments *a,
		       const struct assign_options *opt, struct diag *d)
{
	int rc = a->unguarded ? guard_rules_read(&p->rules, a->unguarded, d) : 0;

	if (!rc)
		rc = matrix_load(&p->matrix, db, &p->rules, d);
	requests_init(&p->requests);
	if (!rc)
		rc = read_requests(&p->requests, &p->matrix, a, d);
	if (!rc)
		rc = conflict_init(&p->conflict, &p->matrix, &p->requests, opt->by, d);
	if (!rc) {
		diag_progress("%u regions, %u functions that write them", p->matrix.regions.n,
			      p->matrix.functions.n);
		rc = assign_keys(&p->assignment, &p->conflict, &p->matrix, opt, d);
	}
	if (!rc)
		price_init(&p->price, &p->matrix, p->assignment.key);
	return rc;
}

static void mapping_release(struct mapping *p)
{
	price_release(&p->price);
	assignment_release(&p->assignment);
	conflict_release(&p->conflict);
	requests_release(&p->requests);
	matrix_release(&p->matrix);
	guard_counts_release(&p->unguarded);
	guard_rules_release(&p->rules);
}

/* The keys into the store, and the table made from it. The table goes first: a table tells which
 * store it belongs to, and a store that has keys has its table. All that is likely to fail is done
 * before either. */
static int save(const struct mapping *p, const struct arguments *a,
		const struct assign_options *assign, struct diag *d)
{
	struct map_options opt = {
	    .reserved = (uint32_t)a->reserve,
	    .coarse = a->coarse,
	    .requests = a->requests.v,
	    .nrequests = a->requests.n,
	    .rules = &p->rules,
	};
	struct map_output output = {0};
	struct keytable table;
	struct store_edit e;
	int rc = store_edit_begin(&e, a->store, a->store, d);

	if (rc)
		return rc;
	keytable_init(&table);
	rc = map_save(e.db, &p->matrix, &p->assignment, assign, &opt, d);
	if (!rc && a->output)
		rc = keytable_build(&table, e.db, a->store, d);
	if (!rc && a->output)
		rc = map_output_begin(&output, &table, a->output, d);
	if (!rc)
		rc = store_edit_prepare(&e, d);
	if (!rc)
		rc = map_output_commit(&output, d);
	if (!rc)
		rc = store_edit_commit(&e, d);
	store_edit_abort(&e);
	map_output_abort(&output);
	keytable_release(&table);
	return rc;
}

static int map_store(const struct arguments *a, struct diag *d)
{
	struct assign_options opt = {
	    .nkeys = (uint32_t)(a->keys - a->reserve),
	    .by = a->by,
	    .seed = a->seed,
	    .effort = a->effort,
	};
	struct mapping p = {0};
	sqlite3 *db;
	int rc = store_open(&db, a->store, d);

	if (rc)
		return rc;
	rc = map_regions(&p, db, a, &opt, d);
	if (!rc)
		rc = guard_count(&p.unguarded, db, d);
	sqlite3_close(db);
	if (!rc && !a->dry_run)
		rc = save(&p, a, &opt, d);
	if (!rc) {
		struct map_result r = {
		    .store = a->store,
		    .matrix = &p.matrix,
		    .conflict = &p.conflict,
		    .assignment = &p.assignment,
		    .price = &p.price,
		    .keys = opt.nkeys,
		    .reserved = (uint32_t)a->reserve,
		    .by = a->by,
		    .unguarded = &p.unguarded,
		};

		(a->json ? map_print_json : map_print_text)(&r, stdout);
	}
	mapping_release(&p);
	return rc;
}

static int list_objects(const struct arguments *a, struct diag *d)
{
	struct guard_rules rules;
	sqlite3 *db;
	int rc = store_open(&db, a->store, d);

	if (rc)
		return rc;
	guard_rules_init(&rules);
	rc = guard_rules_restore(&rules, db, d);
	if (!rc)
		rc = guard_mark(db, &rules, d);
	if (!rc)
		rc = guard_list(stdout, db, d);
	guard_rules_release(&rules);
	sqlite3_close(db);
	return rc;
}

static int verify_table(const struct arguments *a, struct diag *d)
{
	struct keytable given, made;
	sqlite3 *db;
	int rc = keytable_read(&given, a->verify, d);

	if (rc)
		return rc;
	keytable_init(&made);
	rc = store_open(&db, a->store, d);
	if (!rc)
		rc = keytable_build(&made, db, a->store, d);
	if (!rc && memcmp(given.build_id, made.build_id, sizeof(given.build_id)))
		rc = diag_set(d, CM_EVERSION, a->verify,
			      "made from another analysis than %s; run capmap-map -o again",
			      a->store);
	else if (!rc && keytable_id(&given) != keytable_id(&made))
		rc = diag_set(d, CM_EVERSION, a->verify,
			      "made from other keys than those of %s; run capmap-map -o again",
			      a->store);
	if (!rc)
		printf("%s: table %016" PRIx64 " of %s\n", a->verify, keytable_id(&given),
		       a->store);
	sqlite3_close(db);
	keytable_release(&made);
	keytable_release(&given);
	return rc;
}

static int write_table(const struct arguments *a, struct diag *d)
{
	struct map_output output = {0};
	struct keytable t;
	sqlite3 *db;
	int rc = store_open(&db, a->store, d);

	if (rc)
		return rc;
	keytable_init(&t);
	rc = keytable_build(&t, db, a->store, d);
	if (!rc)
		rc = map_output_begin(&output, &t, a->output, d);
	if (!rc)
		rc = map_output_commit(&output, d);
	map_output_abort(&output);
	keytable_release(&t);
	sqlite3_close(db);
	return rc;
}

static int add_evidence(const struct arguments *a, struct diag *d)
{
	struct new_file needed = {0};
	struct store_edit e;
	int rc = store_edit_begin(&e, a->store, a->store, d);

	if (rc)
		return rc;
	if (a->output)
		rc = new_file_begin(&needed, a->output, d);
	if (!rc)
		rc = audit_import(e.db, a->audit, stdout, needed.f, d);
	if (!rc)
		rc = store_edit_commit(&e, d);
	if (!rc && a->output)
		rc = new_file_commit(&needed, d);
	store_edit_abort(&e);
	new_file_abort(&needed);
	return rc;
}

static int dump_table(const struct arguments *a, struct diag *d)
{
	struct keytable t;
	int rc = keytable_read(&t, a->table, d);

	if (rc)
		return rc;
	keytable_dump(&t, stdout);
	keytable_release(&t);
	return 0;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
	    .options = options,
	    .parser = parse,
	    .args_doc =
		"STORE\n--verify FILE.ktab STORE\n--audit FILE STORE\n--objects STORE\n--dimacs "
		"FILE.col\n--dump FILE.ktab",
	    .doc = "Give the regions of a store the keys that let functions write least beyond "
		   "what they "
		   "need, and record them in the store.",
	};
	struct arguments a = {.keys = ASSIGN_MAX_KEYS, .effort = 20, .seed = 1};
	struct diag d = {0};

	options_parse("capmap-map", &argp, argc, argv, &a);
	int rc = a.dimacs    ? colour_file(&a, &d)
		 : a.table   ? dump_table(&a, &d)
		 : a.verify  ? verify_table(&a, &d)
		 : a.audit   ? add_evidence(&a, &d)
		 : a.objects ? list_objects(&a, &d)
		 : a.keep    ? write_table(&a, &d)
			     : map_store(&a, &d);

	vec_each (&a.requests, i)
		free(a.requests.v[i]);
	vec_free(&a.requests);
	if (!rc && (fflush(stdout) || ferror(stdout)))
		rc = diag_set(&d, CM_EIO, "", "cannot write to standard output: %s",
			      strerror(errno));
	if (rc)
		diag_print_error(&d);
	return rc ? CM_EXIT_ERROR : CM_EXIT_OK;
}
