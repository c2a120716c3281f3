/* SPDX-License-Identifier: Apache-2.0 */
/* Facts as text: one record a line, fields as name=value in record order, zero and empty left out.
 * Ids are a letter and a number, with the name after a colon where there is one: s3:jiffies,
 * t2:cred, f1:commit_creds, h4, n17. What belongs to a type or a function is indented under it. */
#include "passes/facts_field.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void put_string(FILE *out, const char *s)
{
	bool plain = s[0];

	for (const char *p = s; *p; p++)
		plain = plain && (isalnum((unsigned char)*p) || strchr("_./-+$@<>()", *p));
	if (plain) {
		fputs(s, out);
		return;
	}
	putc('"', out);
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (isprint(c))
			putc(c, out);
		else
			fprintf(out, "\\x%02x", c);
	}
	putc('"', out);
}

static void put_id(FILE *out, const struct facts *f, char letter, uint64_t id, str_id name)
{
	fprintf(out, "%c%" PRIu64, letter, id);
	if (name) {
		putc(':', out);
		put_string(out, strtab_get(&f->str, name));
	}
}

static void put_words(FILE *out, const struct facts_field *fd, uint64_t v)
{
	const char *sep = "";

	if (fd->kind == FACTS_ENUM) {
		fputs(fd->words[v], out);
		return;
	}
	for (unsigned bit = 0; bit < fd->nwords; bit++) {
		if (!(v >> bit & 1))
			continue;
		fprintf(out, "%s%s", sep, fd->words[bit]);
		sep = ",";
	}
}

static void put_value(FILE *out, const struct facts *f, const struct facts_field *fd,
		      enum facts_kind kind, uint64_t v)
{
	switch (kind) {
	case FACTS_INT:
		fprintf(out, "%" PRId64, (int64_t)v);
		break;
	case FACTS_HEX:
		fprintf(out, "%#" PRIx64, v);
		break;
	case FACTS_ENUM:
	case FACTS_FLAGS:
		put_words(out, fd, v);
		break;
	case FACTS_STR:
		put_string(out, strtab_get(&f->str, (str_id)v));
		break;
	case FACTS_LOC:
		put_string(out, strtab_get(&f->str, f->locs.v[v].file));
		fprintf(out, ":%u", f->locs.v[v].line);
		break;
	case FACTS_TYPE:
	case FACTS_TYPE1:
		put_id(out, f, 't', v, f->types.v[v].name);
		break;
	case FACTS_SYM:
	case FACTS_SYM1:
		put_id(out, f, 's', v, f->syms.v[v].name);
		break;
	case FACTS_FUNC:
	case FACTS_FUNC1:
		put_id(out, f, 'f', v, f->syms.v[f->funcs.v[v].sym].name);
		break;
	case FACTS_HEAP:
	case FACTS_HEAP1:
		put_id(out, f, 'h', v, f->heaps.v[v].name);
		break;
	case FACTS_NODE:
	case FACTS_NODE1:
		put_id(out, f, 'n', v, 0);
		break;
	default:
		fprintf(out, "%" PRIu64, v);
	}
}

/* Fields that only say where things lie in their arrays, or whose function they are of: the layout
 * of the dump shows it. */
static bool is_layout(const struct facts_field *fd)
{
	return fd->kind == FACTS_FUNC1 || !strncmp(fd->name, "first_", 6) ||
	       !strncmp(fd->name, "end_", 4) || !strcmp(fd->name, "nfields") ||
	       !strcmp(fd->name, "nargs");
}

static void put_fields(FILE *out, const struct facts *f, enum facts_section sec, uint32_t i)
{
	unsigned nfields;
	const struct facts_field *fd = facts_fields(sec, &nfields);
	uint32_t n;
	size_t bytes;
	const char *rec = facts_records(f, sec, &n, &bytes);

	rec += i * bytes;
	for (unsigned k = 0; k < nfields; k++) {
		uint64_t v = facts_field_value(&fd[k], rec);

		if (!v || is_layout(&fd[k]))
			continue;
		fprintf(out, " %s=", fd[k].name);
		put_value(out, f, &fd[k], facts_field_kind(&fd[k], rec), v);
	}
}

/* Records first .. end-1, each on its line; letter 0: they are not referred to by id. */
static void put_range(FILE *out, const struct facts *f, enum facts_section sec, const char *indent,
		      char letter, uint32_t first, uint32_t end)
{
	for (uint32_t i = first; i < end; i++) {
		fprintf(out, "%s%s", indent, facts_record_name(sec));
		if (letter)
			fprintf(out, " %c%u", letter, i);
		put_fields(out, f, sec, i);
		putc('\n', out);
	}
}

static void put_types(FILE *out, const struct facts *f)
{
	for (fact_type_id t = 1; t < f->types.n; t++) {
		const struct fact_type *ty = &f->types.v[t];

		put_range(out, f, FACTS_SEC_types, "", 't', t, t + 1);
		put_range(out, f, FACTS_SEC_fields, "  ", 0, ty->first_field,
			  ty->first_field + ty->nfields);
	}
}

static void put_call(FILE *out, const struct facts *f, uint32_t i)
{
	const struct fact_call *c = &f->calls.v[i];

	fputs("  call", out);
	put_fields(out, f, FACTS_SEC_calls, i);
	for (uint32_t a = 0; a < c->nargs; a++) {
		fputs(a ? "," : " args=", out);
		if (f->args.v[c->first_arg + a])
			put_id(out, f, 'n', f->args.v[c->first_arg + a], 0);
		else
			putc('-', out);
	}
	putc('\n', out);
}

static void put_funcs(FILE *out, const struct facts *f)
{
	for (uint32_t i = 1; i < f->funcs.n; i++) {
		const struct fact_func *fn = &f->funcs.v[i];

		fprintf(out, "func f%u", i);
		put_fields(out, f, FACTS_SEC_funcs, i);
		fprintf(out, " nodes=n%u..n%u\n", fn->first_node, fn->end_node - 1);
		put_range(out, f, FACTS_SEC_cons, "  ", 0, fn->first_cons, fn->end_cons);
		put_range(out, f, FACTS_SEC_accesses, "  ", 0, fn->first_access, fn->end_access);
		for (uint32_t c = fn->first_call; c < fn->end_call; c++)
			put_call(out, f, c);
	}
}

void facts_dump(const struct facts *f, FILE *out)
{
	fputs("module ", out);
	put_string(out, f->source ? f->source : "");
	fprintf(out, " input=%016" PRIx64 " instructions=%" PRIu64 " nodes=%u\n", f->input_hash,
		f->ninstructions, f->nnodes);
	put_types(out, f);
	put_range(out, f, FACTS_SEC_syms, "", 's', 1, f->syms.n);
	put_range(out, f, FACTS_SEC_inits, "", 0, 1, f->inits.n);
	put_range(out, f, FACTS_SEC_heaps, "", 'h', 1, f->heaps.n);
	put_funcs(out, f);
	put_range(out, f, FACTS_SEC_hints, "", 0, 1, f->hints.n);
	put_range(out, f, FACTS_SEC_checks, "", 0, 1, f->checks.n);
	put_range(out, f, FACTS_SEC_unknowns, "", 0, 1, f->unknowns.n);
}
