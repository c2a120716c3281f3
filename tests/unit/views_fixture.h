/* SPDX-License-Identifier: Apache-2.0 */
/* Stores in memory for the tests of views/. */
#ifndef CM_TESTS_VIEWS_FIXTURE_H
#define CM_TESTS_VIEWS_FIXTURE_H

#include "tests/unit/store_fixture.h"
#include "views/census.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Two subsystems, three regions, four functions with a body and one without:
 *   f1 writes a/01; f2 writes a/01 and a/02; f3 writes b/01; f4 writes nothing; f5 has no body.
 * Region a/01 holds o1 (written by f1) and o2 (by f2), a/02 o3, b/01 o4. Keys 1, 2, 1. */
static inline sqlite3 *fixture_small(bool keyed)
{
	sqlite3 *db = fixture_empty();

	fixture_sql(
	    db, "INSERT INTO subsystem VALUES (1,'a'),(2,'b');"
		"INSERT INTO file VALUES (1,'a/x.c'),(2,'b/y.c');"
		"INSERT INTO function VALUES"
		" (1,'f1','f1',1,10,1,1,1,0,0),(2,'f2','f2',1,20,1,0,1,0,0),"
		" (3,'f3','f3',2,30,2,0,1,0,0),(4,'f4','f4',2,40,2,0,1,0,0),"
		" (5,'f5','f5',NULL,NULL,2,0,0,0,0);"
		"INSERT INTO region VALUES (1,'a/01',1,2,NULL),(2,'a/02',1,0,NULL),"
		" (3,'b/01',2,0,NULL);"
		"INSERT INTO object VALUES (1,'o1','global','struct s',8,1,1,1,1,NULL),"
		" (2,'o2','cache',NULL,NULL,1,2,1,1,NULL),(3,'o3','alloc',NULL,16,1,3,1,2,NULL),"
		" (4,'o4','percpu',NULL,4,2,4,2,3,NULL),(5,'o5','stack',NULL,4,2,5,2,NULL,NULL);"
		"INSERT INTO pset VALUES (1,1),(2,2),(2,3),(3,4),(3,5);"
		"INSERT INTO site VALUES (1,1,'w','store',1,11,NULL,1),"
		" (2,1,'w','store',1,12,NULL,1),(3,4,'w','helper',1,21,2,2),"
		" (4,3,'w','atomic',2,31,NULL,3);"
		"INSERT INTO func_region VALUES (1,1,'w'),(2,1,'w'),(2,2,'w'),(3,3,'w');"
		"INSERT INTO call VALUES (1,2,'direct',1,13),(1,3,'indirect',1,14),"
		" (1,4,'indirect',1,14),(3,1,'indirect',2,32);"
		"INSERT INTO unknown VALUES "
		"(4,2,41,'inttoptr',NULL),(NULL,NULL,NULL,'asm-template','x'),"
		" (3,2,33,'inttoptr',NULL);"
		"INSERT INTO meta_row VALUES ('program','test');");
	if (keyed)
		fixture_sql(db, "UPDATE region SET key = CASE id WHEN 2 THEN 2 ELSE 1 END");
	return db;
}

static inline uint32_t fixture_rnd(uint32_t *x, uint32_t n)
{
	*x = *x * 1664525u + 1013904223u;
	return (*x >> 8) % n;
}

static inline void fixture_row(sqlite3 *db, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static inline void fixture_row(sqlite3 *db, const char *fmt, ...)
{
	char sql[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sql, sizeof(sql), fmt, ap);
	va_end(ap);
	fixture_sql(db, sql);
}

static inline void fixture_function(sqlite3 *db, uint32_t f, uint32_t nsub, uint32_t *x)
{
	uint32_t s = 1 + fixture_rnd(x, nsub), file = 2 * s - fixture_rnd(x, 2);
	bool defined = fixture_rnd(x, 20), init = !fixture_rnd(x, 9);

	fixture_row(db, "INSERT INTO function VALUES (%u,'fn%04u','fn%04u',%u,1,%u,0,%u,0,%u)", f,
		    f, f, file, s, defined, init);
	for (uint32_t n = fixture_rnd(x, 5); n; n--) {
		uint32_t near = 12 * (s - 1) + 1 + fixture_rnd(x, 12);
		uint32_t far = 1 + fixture_rnd(x, 12 * nsub);
		uint32_t o = fixture_rnd(x, 3) ? near : far, callee = 1 + fixture_rnd(x, f);

		fixture_row(db, "INSERT INTO site VALUES (NULL,%u,'w','store',1,%u,NULL,%u)", f, n,
			    o);
		fixture_row(db, "INSERT OR IGNORE INTO func_region VALUES (%u,%u,'w')", f,
			    (o + 3) / 4);
		fixture_row(db, "INSERT INTO call VALUES (%u,%u,'direct',1,%u)", f, callee, n);
	}
}

/* nsub subsystems with 3 regions of 4 objects each, keys 0..15; a site may write an object and the
 * next of its region. Equal seeds, equal stores. */
static inline sqlite3 *fixture_random(uint32_t nsub, uint32_t nfun, uint32_t seed)
{
	sqlite3 *db = fixture_empty();
	uint32_t x = seed * 2654435761u + 1;

	fixture_sql(db, "BEGIN");
	for (uint32_t s = 1; s <= nsub; s++) {
		fixture_row(db, "INSERT INTO subsystem VALUES (%u,'s%02u')", s, s);
		fixture_row(db, "INSERT INTO file VALUES (%u,'s%02u/f.c'),(%u,'s%02u/g.c')",
			    2 * s - 1, s, 2 * s, s);
	}
	for (uint32_t r = 1; r <= 3 * nsub; r++) {
		uint32_t s = (r + 2) / 3;

		fixture_row(db, "INSERT INTO region VALUES (%u,'s%02u/%02u',%u,0,%u)", r, s,
			    (r + 2) % 3 + 1, s, fixture_rnd(&x, 16));
		for (uint32_t o = 4 * r - 3; o <= 4 * r; o++) {
			fixture_row(db,
				    "INSERT INTO object VALUES"
				    " (%u,'o%04u','global',NULL,8,1,1,%u,%u,NULL)",
				    o, o, s, r);
			fixture_row(db, "INSERT INTO pset VALUES (%u,%u),(%u,%u)", o, o, o,
				    o == 4 * r ? o - 3 : o + 1);
		}
	}
	for (uint32_t f = 1; f <= nfun; f++)
		fixture_function(db, f, nsub, &x);
	fixture_sql(db, "COMMIT");
	return db;
}

#endif
