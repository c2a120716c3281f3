/* SPDX-License-Identifier: Apache-2.0 */
/* A comment on a change: the headline and the gains at once, the rest folded. Written to stay well
 * below the 65,536 characters that code hosts take. */
#include "views/diff_format.h"

#include <ctype.h>
#include <string.h>

enum { MOST_ROWS = 40, MOST_WORDS = 6, MOST_NAMES = 30, LONGEST_NAME = 120 };

struct markdown {
	const struct diff *d;
	FILE *out;
	diff_words words;
};

/* As code, in a table: no backtick, bar or line end of a name may break out. A byte outside ASCII
 * becomes %XX: names come from object files and need not be UTF-8. */
static void put_code(FILE *out, const char *name)
{
	fputc('`', out);
	for (unsigned n = 0; name[n] && n < LONGEST_NAME; n++) {
		if (name[n] == '|')
			fputs("\\|", out);
		else if (name[n] & 0x80)
			fprintf(out, "%%%02X", name[n] & 0xff);
		else
			fputc(name[n] == '`' || iscntrl(name[n]) ? '?' : name[n], out);
	}
	fputc('`', out);
}

/* Free text of people (a reason): shown as written, never as markup. */
static void put_plain(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (iscntrl((unsigned char)*text)) {
			fputc(' ', out);
			continue;
		}
		if (strchr("\\`*_[]<>|#!~&", *text))
			fputc('\\', out);
		fputc(*text, out);
	}
}

static void put_place(FILE *out, const char *file, uint32_t line)
{
	char place[LONGEST_NAME];

	if (line)
		snprintf(place, sizeof(place), "%s:%u", file, line);
	else
		snprintf(place, sizeof(place), "%s", file);
	if (file[0])
		put_code(out, place);
	else
		fputs("-", out);
}

static void open_fold(struct markdown *m, const char *title, uint32_t n)
{
	fprintf(m->out, "\n<details><summary>%s (%u)</summary>\n\n", title, n);
}

static void close_fold(struct markdown *m)
{
	fputs("\n</details>\n", m->out);
}

static void put_more(struct markdown *m, uint32_t n)
{
	if (n > MOST_ROWS)
		fprintf(m->out, "\n%u more are in the JSON.\n", n - MOST_ROWS);
}

static void put_steps(struct markdown *m, const struct diff_group *g)
{
	if (g->nsteps < 2)
		return;
	for (uint32_t i = 0; i < g->nsteps; i++) {
		const struct diff_step *step = &m->d->steps.v[g->first_step + i];

		fputs("<br>", m->out);
		put_code(m->out, step->text);
		fputs(" at ", m->out);
		put_place(m->out, step->place.file, step->place.line);
	}
}

static void put_gain(struct markdown *m, const struct diff_group *g)
{
	const struct diff *d = m->d;
	const struct diff_site *w = &d->after.sites.v[d->gained.sites.v[g->first_site]];

	fputs("| ", m->out);
	put_code(m->out, diff_function(&d->after, g->function));
	fputs(d->function.before_of[g->function] ? " | " : " (new) | ", m->out);
	put_code(m->out, diff_region(&d->after, g->region));
	fputs(" | ", m->out);
	diff_words_objects(&m->words, &d->after, &d->gained, g);
	diff_put_words(m->out, &m->words, MOST_WORDS, put_code);
	fputs(" | ", m->out);
	put_place(m->out, w->file, w->line);
	if (g->nsites > 1)
		fprintf(m->out, " and %u more", g->nsites - 1);
	put_steps(m, g);
	fputs(" |\n", m->out);
}

static void put_gains(struct markdown *m)
{
	const struct diff *d = m->d;
	uint32_t n = 0;

	vec_each (&d->gained.groups, i) {
		const struct diff_group *g = &d->gained.groups.v[i];

		if (g->suppression)
			continue;
		if (!n)
			fputs("\n| function | region | gained objects | where |\n"
			      "|---|---|---|---|\n",
			      m->out);
		if (n++ < MOST_ROWS)
			put_gain(m, g);
	}
	put_more(m, n);
}

static void put_mapping(struct markdown *m)
{
	const struct diff *d = m->d;
	struct diff_counts c;
	uint32_t n = 0;

	diff_count(d, &c);
	if (!c.mapping)
		return;
	open_fold(m, "Gained by mapping", c.mapping);
	fputs("| how | region | was in | objects | functions |\n|---|---|---|---|---|\n", m->out);
	vec_each (&d->mapping, i) {
		const struct diff_mapping *row = &d->mapping.v[i];

		if (row->suppression || n++ >= MOST_ROWS)
			continue;
		fprintf(m->out, "| %s | ", diff_how_name(row->how));
		put_code(m->out, diff_region(&d->after, row->region));
		fputs(" | ", m->out);
		put_code(m->out, diff_region(&d->before, row->from));
		fputs(" | ", m->out);
		diff_words_mapping_objects(&m->words, d, row);
		diff_put_words(m->out, &m->words, MOST_WORDS, put_code);
		fputs(" | ", m->out);
		diff_words_functions(&m->words, d, row);
		diff_put_words(m->out, &m->words, MOST_WORDS, put_code);
		fputs(row->how == DIFF_OPEN ? "every function |\n" : " |\n", m->out);
	}
	put_more(m, n);
	close_fold(m);
}

static void put_unknowns(struct markdown *m)
{
	const struct diff *d = m->d;
	uint32_t n = 0;

	vec_each (&d->unknowns, i)
		n += !d->unknowns.v[i].suppression;
	if (!n)
		return;
	open_fold(m, "Unknowns", n);
	fputs("| function | reason | before | after |\n|---|---|--:|--:|\n", m->out);
	n = 0;
	vec_each (&d->unknowns, i) {
		const struct diff_unknown *u = &d->unknowns.v[i];

		if (u->suppression || n++ >= MOST_ROWS)
			continue;
		fputs("| ", m->out);
		put_code(m->out, u->function[0] ? u->function : "(program)");
		fputs(" | ", m->out);
		put_code(m->out, u->reason);
		fprintf(m->out, " | %u | %u |\n", u->before, u->after);
	}
	put_more(m, n);
	close_fold(m);
}

static void put_lost(struct markdown *m)
{
	const struct diff *d = m->d;
	uint32_t n = d->lost.groups.n;

	if (!n)
		return;
	open_fold(m, "Lost", n);
	fputs("| function | region | lost objects |\n|---|---|---|\n", m->out);
	for (uint32_t i = 0; i < n && i < MOST_ROWS; i++) {
		const struct diff_group *g = &d->lost.groups.v[i];

		fputs("| ", m->out);
		put_code(m->out, diff_function(&d->before, g->function));
		fputs(" | ", m->out);
		put_code(m->out, diff_region(&d->before, g->region));
		fputs(" | ", m->out);
		diff_words_objects(&m->words, &d->before, &d->lost, g);
		diff_put_words(m->out, &m->words, MOST_WORDS, put_code);
		fputs(" |\n", m->out);
	}
	put_more(m, n);
	close_fold(m);
}

static void put_names(struct markdown *m)
{
	const char *title;

	for (unsigned i = 0; diff_name_list(m->d, i, &title, &m->words); i++) {
		if (!m->words.n)
			continue;
		open_fold(m, title, m->words.n);
		diff_put_words(m->out, &m->words, MOST_NAMES, put_code);
		fputc('\n', m->out);
		close_fold(m);
	}
}

/* By stanza, with how many differences it covers. */
static void put_suppressed(struct markdown *m)
{
	const struct diff *d = m->d;
	struct diff_counts c;

	diff_count(d, &c);
	if (!c.suppressed)
		return;
	open_fold(m, "Suppressed", c.suppressed);
	fputs("| stanza | until | reason | differences |\n|---|---|---|--:|\n", m->out);
	vec_each (&d->suppressions->v, i) {
		const struct suppression *p = &d->suppressions->v.v[i];
		uint32_t n = 0;

		vec_each (&d->gained.groups, k)
			n += d->gained.groups.v[k].suppression == i + 1;
		vec_each (&d->mapping, k)
			n += d->mapping.v[k].suppression == i + 1;
		vec_each (&d->unknowns, k)
			n += d->unknowns.v[k].suppression == i + 1;
		if (!n)
			continue;
		fputs("| ", m->out);
		put_place(m->out, d->suppressions->path, p->line);
		fprintf(m->out, " | %s | ", p->expires);
		put_plain(m->out, p->reason);
		fprintf(m->out, " | %u |\n", n);
	}
	close_fold(m);
}

int diff_markdown(const struct diff *d, FILE *out)
{
	struct markdown m = {.d = d, .out = out};
	struct diff_headline h;
	unsigned status = diff_status(d);

	fprintf(out, "### capmap: %s\n\n%s.\n",
		status & DIFF_WIDENED	      ? "write capabilities widened"
		: status & DIFF_LESS_COMPLETE ? "the analysis is less complete"
		: status		      ? "changed, nothing widened"
					      : "no change",
		diff_headline(d, &h));
	put_gains(&m);
	put_mapping(&m);
	put_unknowns(&m);
	put_lost(&m);
	put_names(&m);
	put_suppressed(&m);
	vec_free(&m.words);
	return ferror(out) ? -CM_EIO : CM_OK;
}
