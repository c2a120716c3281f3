/* SPDX-License-Identifier: Apache-2.0 */
/* The key table, made from a store whose regions have keys, and read back.
 *
 * kernel-runtime/include/capmap_keytable.h documents the format to the byte. The definitions here
 * are written independently of it, and tests/unit/test_keytable.c holds the two against each other.
 */
#ifndef CM_MAPPER_KEYTABLE_H
#define CM_MAPPER_KEYTABLE_H

#include "analyzer/store.h"
#include "base/vec.h"

#include <stdio.h>

#define KEYTABLE_MAGIC	 "CMKTAB\r\n"
#define KEYTABLE_VERSION 1u

enum keytable_section {
	KT_STRINGS = 1,
	KT_KEY,
	KT_REGION,
	KT_OBJECT,
	KT_FUNCTION,
	KT_SITE,
	KT_SECTION_END
};
#define KT_SECTIONS (KT_SECTION_END - 1)

struct kt_section {
	uint32_t kind, record_size;
	uint64_t offset, count;
};

struct kt_header {
	uint8_t magic[8];
	uint32_t version, header_size;
	uint64_t total_size, checksum;
	uint8_t build_id[16];
	uint16_t used_keys, free_keys;
	uint32_t nsections;
	uint64_t reserved;
	struct kt_section section[KT_SECTIONS];
};

enum { KT_KEY_NOBODY = 1 };

struct kt_key {
	uint32_t regions, functions;
	uint16_t key, flags;
	uint32_t reserved;
};

struct kt_region {
	uint32_t name, subsystem, objects;
	uint16_t key, reserved;
};

struct kt_object {
	uint32_t name, symbol, type, section, file, line, region;
	uint8_t kind; /* enum object_kind, global to alloc */
	uint8_t reserved[3];
	uint64_t size;
};

enum { KT_FUNCTION_HELPER = 1, KT_FUNCTION_INIT = 2 };

struct kt_function {
	uint32_t symbol, name, file, line, first_site, nsites;
	uint16_t keys, flags;
	uint32_t reserved;
};

struct kt_site {
	uint32_t function, caller, file, line;
	uint16_t keys;
	uint8_t via; /* enum site_via */
	uint8_t reserved8;
	uint32_t reserved;
};

/* Positions are counted from 0 here; references in the records, from 1. */
struct keytable {
	uint8_t build_id[16];
	uint16_t used_keys, free_keys;
	VEC(char) strings;
	VEC(struct kt_key) keys;
	VEC(struct kt_region) regions;
	VEC(struct kt_object) objects;
	VEC(struct kt_function) functions;
	VEC(struct kt_site) sites;
};

void keytable_init(struct keytable *t);
void keytable_release(struct keytable *t);

static inline const char *keytable_string(const struct keytable *t, uint32_t at)
{
	return t->strings.v + at;
}

/* From a store that capmap-map has given keys (its meta rows say which are kept free). name is the
 * store's, for messages. */
int keytable_build(struct keytable *t, sqlite3 *db, const char *name, struct diag *d);

/* The file's bytes, malloc'd. */
void *keytable_serialise(const struct keytable *t, size_t *n);
/* The checksum in them. */
uint64_t keytable_id(const struct keytable *t);
/* And back; every count, reference, order and byte of padding is checked first. On error t is
 * released. name is for the message. */
int keytable_parse(struct keytable *t, const void *buf, size_t n, const char *name, struct diag *d);
int keytable_read(struct keytable *t, const char *path, struct diag *d);

/* The file's bytes; capmap_ktab.c and the header that declares it, as text. */
void keytable_print(const struct keytable *t, FILE *out);
void keytable_print_c(const struct keytable *t, FILE *out);
void keytable_print_h(const struct keytable *t, FILE *out);
/* Text dump, one line a record, for tests and for reading. */
void keytable_dump(const struct keytable *t, FILE *out);

#endif
