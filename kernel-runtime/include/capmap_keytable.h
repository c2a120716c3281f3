/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SEAM 3: the key table. Which key guards what, and which functions may open it.
 *
 * capmap-map writes it as one binary file, capmap.ktab, and as C arrays of the same records,
 * capmap_ktab.c. The instrumentation reads the file, the kernel is built with the arrays.
 *
 * File. All numbers are little-endian and naturally aligned; nothing depends on time, machine or
 * path, so that equal stores and options give equal bytes.
 *
 *   offset  size  field
 *        0     8  magic          "CMKTAB\r\n"
 *        8     4  version        CAPMAP_KT_VERSION; another one is refused
 *       12     4  header_size    64 + 24 * nsections = 208
 *       16     8  total_size     of the file, a multiple of 8
 *       24     8  checksum       FNV-1a, 64 bits, of all bytes with these eight taken as zero
 *       32    16  build_id       names the analysis that the table was made from
 *       48     2  used_keys      bit k: key k guards a region; bit 0 is clear
 *       50     2  free_keys      bit k: key k was kept free on request
 *       52     4  nsections      CAPMAP_KT_SECTIONS
 *       56     8  reserved       zero
 *       64   24n  the sections, in the order of enum capmap_kt_section_kind:
 *                   4  kind, 4  record_size, 8  offset, 8  count
 *
 * Section i begins where section i - 1 ends, rounded up to 8 (the first at header_size), and the
 * file ends where the last one ends, rounded up to 8. Bytes between are zero.
 *
 * A string is its offset in the STRINGS section, which begins with the empty string and ends with a
 * zero byte; 0 is also "unknown". A reference to a record of another section is its position
 * counted from 1; 0 is "none". A set of keys is a 16-bit mask, bit k for key k.
 */
#ifndef CAPMAP_KEYTABLE_H
#define CAPMAP_KEYTABLE_H

#include <linux/types.h>

#define CAPMAP_KT_MAGIC	   "CMKTAB\r\n"
#define CAPMAP_KT_VERSION  1
#define CAPMAP_KT_SECTIONS 6
#define CAPMAP_KT_KEYS	   16 /* of the hardware; key 0 is every page that has no other */

#define CAPMAP_KT_FNV_BASIS 0xcbf29ce484222325ULL
#define CAPMAP_KT_FNV_PRIME 0x00000100000001b3ULL

enum capmap_kt_section_kind {
	CAPMAP_KT_STRINGS = 1, /* bytes */
	CAPMAP_KT_KEY,	       /* struct capmap_kt_key, ascending by key, those used */
	CAPMAP_KT_REGION,      /* struct capmap_kt_region, ascending by name */
	CAPMAP_KT_OBJECT,      /* struct capmap_kt_object, ascending by name */
	CAPMAP_KT_FUNCTION,    /* struct capmap_kt_function, ascending by symbol, then name */
	CAPMAP_KT_SITE,	       /* struct capmap_kt_site, by function, caller, file, line, via */
};

struct capmap_kt_section {
	__u32 kind;
	__u32 record_size;
	__u64 offset;
	__u64 count;
};

struct capmap_kt_header {
	__u8 magic[8];
	__u32 version;
	__u32 header_size;
	__u64 total_size;
	__u64 checksum;
	__u8 build_id[16];
	__u16 used_keys;
	__u16 free_keys;
	__u32 nsections;
	__u64 reserved;
	struct capmap_kt_section section[CAPMAP_KT_SECTIONS];
};

struct capmap_kt_key {
	__u32 regions;	 /* that it guards */
	__u32 functions; /* that may open it */
	__u16 key;	 /* 1..15 */
	__u16 flags;	 /* CAPMAP_KT_NOBODY: functions is 0, the key is never opened */
	__u32 reserved;
};

#define CAPMAP_KT_NOBODY 0x1

struct capmap_kt_region {
	__u32 name;	 /* "cred/cred_jar" */
	__u32 subsystem; /* "sched" */
	__u32 objects;
	__u16 key; /* 1..15 */
	__u16 reserved;
};

/* What an object is and how it is found; the numbers do not change. */
enum capmap_kt_object_kind {
	CAPMAP_KT_GLOBAL = 1, /* a variable: symbol, and file when it is static */
	CAPMAP_KT_PERCPU = 2, /* likewise, in a .data..percpu section */
	CAPMAP_KT_CACHE = 3,  /* every object of the kmem_cache called name */
	CAPMAP_KT_ALLOC = 4,  /* allocated at one place: "struct foo@foo_alloc" */
};

struct capmap_kt_object {
	__u32 name;
	__u32 symbol; /* linker symbol of GLOBAL and PERCPU, else 0 */
	__u32 type;
	__u32 section; /* of the ELF object, GLOBAL and PERCPU */
	__u32 file;
	__u32 line;
	__u32 region;
	__u8 kind; /* enum capmap_kt_object_kind */
	__u8 reserved[3];
	__u64 size; /* bytes, 0 unknown */
};

#define CAPMAP_KT_HELPER 0x1 /* writes through its parameters, on its caller's rights */
#define CAPMAP_KT_INIT	 0x2 /* gone after boot */

/* Functions that may open a key, helpers that may write guarded data, and their callers. */
struct capmap_kt_function {
	__u32 symbol; /* linker symbol; static functions may share one, then file tells */
	__u32 name;   /* "foo", or "path/to/file.c:foo" */
	__u32 file;
	__u32 line;
	__u32 first_site; /* the function's own sites: first_site .. first_site + nsites - 1; */
	__u32 nsites;	  /* both 0 when it has none */
	__u16 keys;	  /* that it may open */
	__u16 flags;
	__u32 reserved;
};

enum capmap_kt_via {
	CAPMAP_KT_STORE = 1,
	CAPMAP_KT_ATOMIC = 2,
	CAPMAP_KT_COPY = 3,
	CAPMAP_KT_ASM = 4,
	CAPMAP_KT_HELPED = 5, /* function is a helper and writes on caller's rights */
	CAPMAP_KT_AUDIT = 6,  /* admitted on audit evidence */
};

/* A place that may write guarded data: where the instrumentation puts a window. */
struct capmap_kt_site {
	__u32 function;
	__u32 caller; /* HELPED, and AUDIT of a helper: whose window it runs in; else 0 */
	__u32 file;
	__u32 line;
	__u16 keys; /* of what it may write; bit 0: also data without a key */
	__u8 via;   /* enum capmap_kt_via */
	__u8 reserved8;
	__u32 reserved;
};

/* The table as C arrays: what capmap_ktab.c defines. Sites are the instrumentation's alone. */
struct capmap_ktab {
	__u32 version;
	__u16 used_keys;
	__u16 free_keys;
	__u8 build_id[16];
	__u64 checksum; /* of the capmap.ktab that the instrumentation must have read */
	__u32 strings_size;
	__u32 nkeys, nregions, nobjects, nfunctions;
	const char *strings;
	const struct capmap_kt_key *keys;
	const struct capmap_kt_region *regions;
	const struct capmap_kt_object *objects;
	const struct capmap_kt_function *functions;
};

_Static_assert(sizeof(struct capmap_kt_section) == 24, "capmap_kt_section");
_Static_assert(sizeof(struct capmap_kt_header) == 64 + 24 * CAPMAP_KT_SECTIONS, "capmap_kt_header");
_Static_assert(sizeof(struct capmap_kt_key) == 16, "capmap_kt_key");
_Static_assert(sizeof(struct capmap_kt_region) == 16, "capmap_kt_region");
_Static_assert(sizeof(struct capmap_kt_object) == 40, "capmap_kt_object");
_Static_assert(sizeof(struct capmap_kt_function) == 32, "capmap_kt_function");
_Static_assert(sizeof(struct capmap_kt_site) == 24, "capmap_kt_site");

#endif
