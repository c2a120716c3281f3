/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/facts_block.h"
#include "base/diag.h"

#include <stdlib.h>
#include <string.h>

/* Abbreviation ids and encodings of the format. */
enum { END_BLOCK = 0, ENTER_SUBBLOCK = 1, DEFINE_ABBREV = 2, FIRST_ABBREV = 4, ENCODING_BLOB = 5 };
enum { TOP_WIDTH = 2, WIDTH = 3, CODE = 1 };

struct bits {
	uint64_t v;
	unsigned n; /* written, or read */
};

static void put(struct bits *b, uint64_t v, unsigned width)
{
	b->v |= v << b->n;
	b->n += width;
}

static void put_vbr(struct bits *b, uint64_t v, unsigned width)
{
	uint64_t more = (uint64_t)1 << (width - 1);

	for (; v >= more; v >>= width - 1)
		put(b, (v & (more - 1)) | more, width);
	put(b, v, width);
}

/* What put() left, on whole words. */
static char *flush(char *to, struct bits *b)
{
	size_t n = (b->n + 31) / 32 * 4;

	memcpy(to, &b->v, n);
	*b = (struct bits){0};
	return to + n;
}

char *facts_block_make(const uint8_t extractor[EXTRACTOR_BYTES], const void *facts, size_t nfacts,
		       size_t *n)
{
	struct facts_block_head head = {.magic = FACTS_BLOCK_MAGIC};
	size_t blob = sizeof(head) + nfacts, room = blob + 64;
	char *block = calloc(1, room), *length, *body, *to;
	struct bits b = {0};
	uint32_t words;

	if (!block)
		diag_oom(room);
	BUG_ON(blob >> 30); /* or its length would not fit in struct bits */
	memcpy(head.extractor, extractor, sizeof(head.extractor));
	put(&b, ENTER_SUBBLOCK, TOP_WIDTH);
	put_vbr(&b, FACTS_BLOCK_ID, 8);
	put_vbr(&b, WIDTH, 4);
	length = flush(block, &b);
	body = length + sizeof(words);

	put(&b, DEFINE_ABBREV, WIDTH);
	put_vbr(&b, 2, 5); /* operands: */
	put(&b, 1, 1);	   /* a literal, */
	put_vbr(&b, CODE, 8);
	put(&b, 0, 1); /* and a blob */
	put(&b, ENCODING_BLOB, 3);
	put(&b, FIRST_ABBREV, WIDTH);
	put_vbr(&b, blob, 6);
	to = flush(body, &b);
	memcpy(to, &head, sizeof(head));
	memcpy(to + sizeof(head), facts, nfacts);
	to += (blob + 3) & ~(size_t)3;
	put(&b, END_BLOCK, WIDTH);
	to = flush(to, &b);
	words = (uint32_t)((to - body) / 4);
	memcpy(length, &words, sizeof(words));
	*n = (size_t)(to - block);
	return block;
}

static uint64_t get(struct bits *b, unsigned width)
{
	uint64_t v = b->n + width <= 64 ? b->v >> b->n & (((uint64_t)1 << width) - 1) : 0;

	b->n += width;
	return v;
}

static uint64_t get_vbr(struct bits *b, unsigned width)
{
	uint64_t more = (uint64_t)1 << (width - 1), v = 0, chunk;
	unsigned at = 0;

	do {
		chunk = get(b, width);
		v |= (chunk & (more - 1)) << at;
		at += width - 1;
	} while (chunk & more && at < 32);
	return v;
}

static struct bits bits_at(const char *from, size_t n)
{
	struct bits b = {0};

	memcpy(&b.v, from, n < sizeof(b.v) ? n : sizeof(b.v));
	return b;
}

/* The top-level block at byte `at`: its id, and where its body is. False at the end and for what is
 * no block. */
static bool block_at(const char *bitcode, size_t n, size_t at, uint64_t *id, size_t *body,
		     size_t *end)
{
	struct bits b = bits_at(bitcode + at, n - at);
	uint32_t words;

	if (n - at < 8 || get(&b, TOP_WIDTH) != ENTER_SUBBLOCK)
		return false;
	*id = get_vbr(&b, 8);
	get_vbr(&b, 4);
	at += (b.n + 31) / 32 * 4;
	if (b.n > 64 || n - at < sizeof(words))
		return false;
	memcpy(&words, bitcode + at, sizeof(words));
	*body = at + sizeof(words);
	*end = *body + (size_t)words * 4;
	return *end <= n;
}

/* The blob of a block that facts_block_make() made. */
static bool read_body(struct facts_block *b, const char *body, size_t n)
{
	struct bits bits = bits_at(body, n);
	struct facts_block_head head;
	size_t blob, at;

	if (get(&bits, WIDTH) != DEFINE_ABBREV || get_vbr(&bits, 5) != 2 || get(&bits, 1) != 1 ||
	    get_vbr(&bits, 8) != CODE || get(&bits, 1) || get(&bits, 3) != ENCODING_BLOB ||
	    get(&bits, WIDTH) != FIRST_ABBREV)
		return false;
	blob = get_vbr(&bits, 6);
	at = (bits.n + 31) / 32 * 4;
	if (bits.n > 64 || at > n || blob < sizeof(head) || blob > n - at)
		return false;
	memcpy(&head, body + at, sizeof(head));
	if (memcmp(head.magic, FACTS_BLOCK_MAGIC, sizeof(head.magic)))
		return false;
	b->extractor = (const uint8_t *)body + at + offsetof(struct facts_block_head, extractor);
	b->facts = body + at + sizeof(head);
	b->nfacts = blob - sizeof(head);
	return true;
}

bool facts_block_find(struct facts_block *b, const char *bitcode, size_t n)
{
	size_t at = 4, body, end;
	uint64_t id;

	if (n < 8 || memcmp(bitcode, "BC\xc0\xde", 4))
		return false;
	for (; block_at(bitcode, n, at, &id, &body, &end); at = end) {
		if (id != FACTS_BLOCK_ID || end != n)
			continue;
		b->start = at;
		return read_body(b, bitcode + body, end - body);
	}
	return false;
}
