/* SPDX-License-Identifier: Apache-2.0 */
/* The type filter: a pointer that debug info declares as struct foo * points at a struct foo.
 *
 * Assumption (docs/design.md, soundness ledger): the kernel reaches a typed object through its own
 * type, or through a union, a byte array, or a struct that begins with it; an allocation that no
 * variable, field or result gives a type to is bytes. A filter that would leave nothing of a
 * non-empty set is opened instead of believed. */
#ifndef CM_ANALYZER_TYPEFILTER_H
#define CM_ANALYZER_TYPEFILTER_H

#include "analyzer/shape.h"
#include "analyzer/tpairs.h"

/* Behind a struct of this size there may be private data of any type (netdev_priv()); behind a
 * smaller one, a list head say, its declaration was a wrong guess. */
#define TYPEFILTER_EXTENDED_BYTES 64u

/* Shorter arrays are names and addresses, not room for somebody's struct. */
#define TYPEFILTER_BUFFER_BYTES 40u

typedef uint32_t tkey_id; /* a struct or union by name and size, across modules; 0: none */

/* A record, pointer or number in a type. */
struct tpart {
	uint64_t what; /* enum tfilter_kind, and which */
	uint32_t number, off;
};

/* A member that is a pointer to a function. */
struct tmember {
	uint64_t place;	 /* key of the record << 32 | offset */
	uint32_t filter; /* its prototype's */
};
struct tmember_list {
	struct tmember *v;
	uint32_t n, cap;
};

struct typefilter {
	const struct program *prog;
	struct shape_table *shapes;
	VEC(struct tkey) keys;	     /* [1..] */
	struct map key_of;	     /* (name, size) */
	struct map named;	     /* name, and (module, name) -> key; SEVERAL when not one */
	struct map memo;	     /* (shape, filter, off) -> 1 no, 2 yes */
	VEC(struct tfilter) filters; /* [1..] */
	struct map filter_of;	     /* (key, off) */
	uint32_t **hint_of;	     /* [module][node] -> filter */
	struct map parts_of;	     /* (module, type) -> index into ranges + 1 */
	VEC(struct tplaces) ranges;  /* of parts */
	VEC(struct tpart) parts;     /* each type's by what they are */
	uint64_t listed_from;	     /* parts before are not listed; while they are */
	VEC(uint64_t) offsets;	     /* of one answer of typefilter_places() */
	VEC(uint64_t) contents;	     /* [shape_id], see typefilter_contents(); 0 not asked yet */
	struct map field_of;	     /* (filter, off) -> 1 a number, else the field's filter + 2 */
	struct map place_of;	     /* (shape, off) -> index into place_bits + 1 */
	VEC(uint64_t) place_bits;
	struct map layout_of; /* (module, type) -> index into layouts + 1 */
	VEC(uint64_t) layouts;
	struct map around_of; /* (key, off) -> index into around + 1 */
	VEC(struct tmember_list) around;
	struct tpairs derived; /* (key, a larger record that begins with it) */
	struct tpairs carried; /* (key, a record that may be laid over it) */
};
struct tkey {
	uint32_t module;
	fact_type_id type; /* one module's description */
	uint64_t size;
	uint8_t numeric; /* nothing but numbers: 1 no, 2 yes, 0 not asked yet */
};
enum tfilter_kind {
	TF_RECORD,     /* what is pointed to is the struct */
	TF_TO_RECORD,  /* a pointer to the struct (hlist_node.pprev) */
	TF_TO_POINTER, /* some other pointer; of anywhere, one declared alike */
	TF_SCALAR,     /* a number of size bytes, or bytes of any kind when that is 1 */
	TF_FUNCTION,   /* code of one prototype */
	TF_NUMBERS,    /* of a part only: a long array of numbers, where a record of such may be */
	TF_WORDS,      /* likewise: the array of words that ends a struct, where a bitmap may be */
};
struct tfilter {
	uint8_t kind;  /* enum tfilter_kind */
	bool tagged;   /* the pointer may have a tag in its low bits */
	tkey_id key;   /* TF_RECORD, TF_TO_RECORD */
	uint32_t size; /* TF_SCALAR: bytes; TF_FUNCTION: str_id of its prototype, 0 any;
			* TF_TO_POINTER: what that points to, see pointee_class() */
	int64_t off;   /* it begins this far from where the pointer points */
	uint32_t or ;  /* another filter that also admits, 0 none */
};

void typefilter_init(struct typefilter *t, const struct program *p, struct shape_table *shapes);
void typefilter_release(struct typefilter *t);
/* The filter that debug info sets on a module's node, 0 when it says nothing usable. */
static inline uint32_t typefilter_hint(const struct typefilter *t, uint32_t module, fact_node n)
{
	return t->hint_of[module][n];
}
/* The number of a filter like f. */
uint32_t typefilter_intern(struct typefilter *t, const struct tfilter *f);
/* The filter of a field whose pointers point to one of these, 0 when that says nothing usable. */
uint32_t typefilter_of_pointees(struct typefilter *t, uint32_t module,
				const struct shape_pointees *p);
/* The filter of what the field off bytes from a pointer that passed filter holds, 0 when that may
 * be anything; false when it is a number. */
bool typefilter_field(struct typefilter *t, uint32_t filter, int64_t off, uint32_t *field);
/* The members that are pointers to functions, off bytes from a pointer that passed filter, or from
 * the start of an object: several in a union. */
#define TYPEFILTER_MAX_MEMBERS 8u
struct tmembers {
	struct tmember v[TYPEFILTER_MAX_MEMBERS];
	unsigned n;
	bool more;  /* than those */
	bool mixed; /* one is of several prototypes, in a union */
};
void typefilter_members(struct typefilter *t, uint32_t filter, int64_t off, struct tmembers *out);
void typefilter_members_of_shape(struct typefilter *t, shape_id s, uint64_t off,
				 struct tmembers *out);
/* The same, when off is before the start of what passed filter, of the records that have that in
 * them; none when not all are known. Valid until the next call. */
const struct tmember_list *typefilter_members_around(struct typefilter *t, uint32_t filter,
						     int64_t off);
/* The filter that describes what passed filter once it is moved by off bytes, 0 when none does. */
uint32_t typefilter_shifted(struct typefilter *t, uint32_t filter, int64_t off);
/* The filter of pointers to what is kept off bytes from a pointer that passed filter, when that is
 * a pointer to a record; filter itself when it is one of those; else 0. */
uint32_t typefilter_holding(struct typefilter *t, uint32_t filter, int64_t off);
static inline bool typefilter_is_record(const struct fact_type *ty)
{
	return ty->kind == FACT_T_STRUCT || ty->kind == FACT_T_UNION;
}
/* The record that a module's type is; 0 when it is none, or cannot be told apart by name. */
tkey_id typefilter_key(struct typefilter *t, uint32_t module, fact_type_id type);
/* The same of what may be known by name only: the module's own of that name, else the only one. */
tkey_id typefilter_key_meant(struct typefilter *t, uint32_t module, fact_type_id type);
/* What a pointer that points to no record points to, as far as debug info tells them apart. */
uint32_t typefilter_pointee_class(const struct facts *f, const struct fact_type *pointer);
static inline uint64_t typefilter_key_bytes(const struct typefilter *t, tkey_id key)
{
	return t->keys.v[key].size;
}
/* The record an object of shape s is, or is an array of; 0 when it is neither. */
tkey_id typefilter_key_of_shape(struct typefilter *t, shape_id s);
/* The records that begin with the type of shape s, t->derived[first..+n), if objects of that shape
 * may be larger; and whether they may be as large as one of them. */
void typefilter_note_derived(struct typefilter *t);
struct tplaces typefilter_derived(struct typefilter *t, shape_id s);
bool typefilter_may_be(const struct typefilter *t, shape_id s, tkey_id derived);
static inline tkey_id typefilter_derived_key(const struct typefilter *t, uint32_t i)
{
	return tpairs_other(&t->derived, i);
}
/* What lies where something else is declared (typefilter_laid.c). An array in which a record of
 * nothing but numbers may be; bytes of the words of an array, and of those of a record that is but
 * an array of words, as the array that ends a struct may be; whether a record is of numbers;
 * whether a module's type is a record that another may be laid over; which those are, as pairs, and
 * those of one, t->carried[first..+n). */
bool typefilter_is_numbers(const struct facts *f, const struct fact_type *array);
uint32_t typefilter_word_bytes(const struct facts *f, const struct fact_type *array);
uint32_t typefilter_bitmap_bytes(const struct typefilter *t, tkey_id key);
bool typefilter_is_numeric(struct typefilter *t, tkey_id key);
bool typefilter_carries(const struct typefilter *t, uint32_t module, fact_type_id carrier,
			tkey_id key);
void typefilter_note_carried(struct typefilter *t);
struct tplaces typefilter_carried(const struct typefilter *t, tkey_id carrier);
static inline tkey_id typefilter_carried_key(const struct typefilter *t, uint32_t i)
{
	return tpairs_other(&t->carried, i);
}
/* Whether an object of shape s is a record, or an array of such. */
bool typefilter_holds_record(const struct typefilter *t, shape_id s);
/* Bytes of the struct a filter is about, when the pointer points to its start; else 0. */
static inline uint32_t typefilter_size(const struct typefilter *t, uint32_t filter)
{
	const struct tfilter *f = &t->filters.v[filter];

	return f->off || f->kind != TF_RECORD ? 0 : (uint32_t)t->keys.v[f->key].size;
}
/* Which records are anywhere in a shape, and which a filter is about, as bits that several records
 * share: with no bit in common, the filter leaves nothing. Filters about other things want all. */
#define TYPEFILTER_KNOWN 1ull
uint64_t typefilter_contents(struct typefilter *t, shape_id s);
uint64_t typefilter_wants(struct typefilter *t, uint32_t filter);
/* All that filters may look for in a shape: a range of parts, by what they are; and what one of
 * them looks for. */
struct tplaces typefilter_parts(struct typefilter *t, shape_id s);
uint64_t typefilter_what(const struct tfilter *f);
/* The same of the arrays where its record may be; 0: in none. */
uint64_t typefilter_what_laid(struct typefilter *t, const struct tfilter *f);
uint64_t typefilter_what_words(const struct typefilter *t, const struct tfilter *f);
/* Whether what passes a filter at this place may be numbers that were never that record. */
bool typefilter_is_guess(struct typefilter *t, shape_id s, uint64_t off, uint32_t filter);
/* Where a pointer to some unknown offset of an object of typed shape s may point if it passes the
 * filter; folded offsets, valid until the next call. n 0: nowhere that debug info tells. */
struct tplaces typefilter_places(struct typefilter *t, shape_id s, uint32_t filter);
/* Bytes of the largest record that an object of shape s may be in fact, when that is allocated as
 * one that others begin with (struct sock for a struct netlink_sock); else of its type. */
uint64_t typefilter_extent(struct typefilter *t, shape_id s);
/* The only record of this name, when it has size bytes; else 0. */
tkey_id typefilter_key_sized(const struct typefilter *t, const char *name, uint64_t size);
/* May a pointer to offset off (folded, in bounds) of a data object of shape s and size bytes (0
 * unknown) pass the filter? opened: bytes, and what follows a struct of some size, may be
 * anything. */
bool typefilter_admits(struct typefilter *t, shape_id s, uint64_t size, bool read_only,
		       uint64_t off, uint32_t filter, bool opened);
/* The last field of a record that begins at off or before, NULL none. */
const struct fact_field *typefilter_field_at(const struct facts *f, const struct fact_type *ty,
					     uint64_t off);
/* Without a bit in common, what is at a place (folded, in bounds) does not pass a shut filter for
 * what begins there, leaving aside its alternatives. Of a place never 0. */
uint64_t typefilter_place_bits(struct typefilter *t, shape_id s, uint64_t off);
uint64_t typefilter_filter_bits(struct typefilter *t, uint32_t filter);
/* The same number for types of different modules that are alike in all that is asked here and in
 * shape.h. 0 for none. */
uint64_t typefilter_layout(struct typefilter *t, uint32_t module, fact_type_id type);
/* Is it about the only struct of this name? */
bool typefilter_names(const struct typefilter *t, uint32_t filter, const char *name);
/* A function's prototype in words; 0 when debug info does not tell. */
str_id typefilter_prototype(const struct typefilter *t, sym_id sym);
/* Is it about functions alone? No data is one, whatever its type. */
bool typefilter_is_code(const struct typefilter *t, uint32_t filter);
bool typefilter_admits_code(const struct typefilter *t, sym_id sym, uint32_t filter);

#endif
