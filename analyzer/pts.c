/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/pts.h"
#include "base/diag.h"
#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

void pts_release(struct pts *s)
{
	free(s->bits);
	memset(s, 0, sizeof(*s));
}

static void reserve(struct pts *s, uint32_t need)
{
	if (need <= s->cap)
		return;
	uint32_t cap = s->cap ? s->cap + s->cap / 2 : 1;

	if (cap < need)
		cap = need;
	uint64_t *bits = malloc((size_t)cap * 12);

	if (!bits)
		diag_oom((size_t)cap * 12);
	uint32_t *key = (uint32_t *)(bits + cap);

	if (s->n) {
		memcpy(bits, s->bits, s->n * sizeof(*bits));
		memcpy(key, s->key, s->n * sizeof(*key));
	}
	free(s->bits);
	s->bits = bits;
	s->key = key;
	s->cap = cap;
}

/* First index in [from, n) whose key is >= k; gallops, since callers walk forward. */
static uint32_t lower_bound(const struct pts *s, uint32_t from, uint32_t k)
{
	uint32_t step = 1, lo = from, hi = from;

	while (hi < s->n && s->key[hi] < k) {
		lo = hi + 1;
		hi += step;
		step *= 2;
	}
	if (hi > s->n)
		hi = s->n;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->key[mid] < k)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

uint64_t pts_chunk_bits(const struct pts *s, uint32_t key)
{
	uint32_t i = lower_bound(s, 0, key);

	return i < s->n && s->key[i] == key ? s->bits[i] : 0;
}

bool pts_has(const struct pts *s, uint32_t id)
{
	return pts_chunk_bits(s, id / 64) >> (id % 64) & 1;
}

bool pts_add(struct pts *s, uint32_t id)
{
	return pts_add_chunk(s, id / 64, (uint64_t)1 << (id % 64));
}

bool pts_add_chunk(struct pts *s, uint32_t k, uint64_t bits)
{
	uint32_t i = s->n;

	/* Most sets are made in order. */
	if (s->n && s->key[s->n - 1] >= k)
		i = s->key[s->n - 1] == k ? s->n - 1 : lower_bound(s, 0, k);
	if (i < s->n && s->key[i] == k) {
		bool grows = bits & ~s->bits[i];

		s->bits[i] |= bits;
		return grows;
	}
	reserve(s, s->n + 1);
	memmove(s->bits + i + 1, s->bits + i, (s->n - i) * sizeof(*s->bits));
	memmove(s->key + i + 1, s->key + i, (s->n - i) * sizeof(*s->key));
	s->bits[i] = bits;
	s->key[i] = k;
	s->n++;
	return true;
}

/* How many of src's chunks dst lacks, and whether any bit is new. */
static uint32_t count_missing(const struct pts *dst, const struct pts *src, bool *grows)
{
	uint32_t missing = 0, i = 0;

	*grows = false;
	for (uint32_t j = 0; j < src->n; j++) {
		i = lower_bound(dst, i, src->key[j]);
		if (i == dst->n) {
			missing += src->n - j;
			break;
		}
		if (dst->key[i] != src->key[j])
			missing++;
		else if (src->bits[j] & ~dst->bits[i])
			*grows = true;
	}
	*grows |= missing != 0;
	return missing;
}

static void append(struct pts *s, uint32_t key, uint64_t bits)
{
	reserve(s, s->n + 1);
	s->key[s->n] = key;
	s->bits[s->n++] = bits;
}

static void collect_added(const struct pts *dst, const struct pts *src, struct pts *added)
{
	struct pts fresh = {0};
	uint32_t i = 0;

	for (uint32_t j = 0; j < src->n; j++) {
		uint64_t bits = src->bits[j];

		i = lower_bound(dst, i, src->key[j]);
		if (i < dst->n && dst->key[i] == src->key[j])
			bits &= ~dst->bits[i];
		if (bits)
			append(&fresh, src->key[j], bits);
	}
	if (pts_empty(added)) {
		pts_release(added);
		*added = fresh;
	} else {
		pts_union(added, &fresh, NULL);
		pts_release(&fresh);
	}
}

bool pts_union(struct pts *dst, const struct pts *src, struct pts *added)
{
	bool grows;
	uint32_t missing = count_missing(dst, src, &grows);

	if (!grows)
		return false;
	if (added)
		collect_added(dst, src, added);
	uint32_t i = dst->n, j = src->n, out = dst->n + missing;

	reserve(dst, out);
	dst->n = out;
	while (j) {
		if (i && dst->key[i - 1] > src->key[j - 1]) {
			i--;
			out--;
			dst->key[out] = dst->key[i];
			dst->bits[out] = dst->bits[i];
		} else if (i && dst->key[i - 1] == src->key[j - 1]) {
			i--;
			j--;
			out--;
			dst->bits[out] = dst->bits[i] | src->bits[j];
			dst->key[out] = src->key[j];
		} else {
			j--;
			out--;
			dst->key[out] = src->key[j];
			dst->bits[out] = src->bits[j];
		}
	}
	return true;
}

bool pts_equal(const struct pts *a, const struct pts *b)
{
	return a->n == b->n && (!a->n || (!memcmp(a->key, b->key, a->n * sizeof(*a->key)) &&
					  !memcmp(a->bits, b->bits, a->n * sizeof(*a->bits))));
}

bool pts_intersects(const struct pts *a, const struct pts *b)
{
	uint32_t i = 0;

	for (uint32_t j = 0; j < b->n; j++) {
		i = lower_bound(a, i, b->key[j]);
		if (i == a->n)
			return false;
		if (a->key[i] == b->key[j] && a->bits[i] & b->bits[j])
			return true;
	}
	return false;
}

uint32_t pts_count(const struct pts *s)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n; i++)
		n += (uint32_t)__builtin_popcountll(s->bits[i]);
	return n;
}

uint64_t pts_hash(const struct pts *s)
{
	if (!s->n)
		return 0;
	return hash_bytes(s->bits, s->n * sizeof(*s->bits),
			  hash_bytes(s->key, s->n * sizeof(*s->key), 1));
}

size_t pts_bytes(const struct pts *s)
{
	return (size_t)s->cap * 12;
}

/* ---- Sets whose chunks are found in any order ---- */

void pts_build_add(struct pts_build *b, uint32_t key, uint64_t bits)
{
	uint32_t n = b->v.n;

	if (n && b->v.v[n - 1].key == key) {
		b->v.v[n - 1].bits |= bits;
		return;
	}
	b->mixed |= n && b->v.v[n - 1].key > key;
	vec_push(&b->v, ((struct pts_chunk){key, bits}));
}

static int compare_chunks(const void *x, const void *y)
{
	const struct pts_chunk *a = x, *b = y;

	return a->key < b->key ? -1 : a->key > b->key;
}

void pts_build_finish(struct pts_build *b, struct pts *out)
{
	struct pts set = {0};

	if (b->mixed)
		qsort(b->v.v, b->v.n, sizeof(*b->v.v), compare_chunks);
	reserve(&set, b->v.n);
	vec_each (&b->v, i)
		pts_add_chunk(&set, b->v.v[i].key, b->v.v[i].bits);
	b->v.n = 0;
	b->mixed = false;
	if (pts_empty(out)) {
		pts_release(out);
		*out = set;
	} else {
		pts_union(out, &set, NULL);
		pts_release(&set);
	}
}
