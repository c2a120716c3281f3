-- SPDX-License-Identifier: Apache-2.0
-- SEAM 2: the store. Tables are private and may change with user_version; the views below are the
-- public contract and stay. docs/store.md describes them for users.
-- Ids are dense from 1, in the order of the names they stand for; nothing here depends on time,
-- on the machine or on -j.
PRAGMA application_id = 1129136464; -- "CMAP"
PRAGMA user_version = 1;

CREATE TABLE meta_row (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE file (
	id   INTEGER PRIMARY KEY,
	path TEXT NOT NULL UNIQUE
);

CREATE TABLE subsystem (
	id   INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE
);

-- name: "foo", or "path/to/file.c:foo" when several static functions share the name.
CREATE TABLE function (
	id            INTEGER PRIMARY KEY,
	name          TEXT NOT NULL UNIQUE,
	symbol        TEXT NOT NULL, -- the linker's name
	file          INTEGER REFERENCES file,
	line          INTEGER,
	subsystem     INTEGER NOT NULL REFERENCES subsystem,
	address_taken INTEGER NOT NULL,
	defined       INTEGER NOT NULL, -- 0: only declared in the bitcode (assembly or missing)
	helper        INTEGER NOT NULL, -- 1: writes only through its parameters, on its caller's rights
	init          INTEGER NOT NULL  -- 1: gone after boot (.init.text)
);

-- region NULL: not protectable (stack, code, constant).
CREATE TABLE object (
	id        INTEGER PRIMARY KEY,
	name      TEXT NOT NULL UNIQUE,
	kind      TEXT NOT NULL CHECK (kind IN ('global','percpu','cache','alloc','stack','code')),
	type      TEXT,
	size      INTEGER,          -- bytes, NULL unknown
	file      INTEGER REFERENCES file,
	line      INTEGER,
	subsystem INTEGER NOT NULL REFERENCES subsystem,
	region    INTEGER REFERENCES region,
	section   TEXT
);

-- Names are "subsystem/object", after the most prominent object of the region, and
-- "subsystem/never-written" (analyzer/region.h); key NULL until capmap-map has run, then 1..15, or
-- 0 for a region that keeps the default key.
CREATE TABLE region (
	id         INTEGER PRIMARY KEY,
	name       TEXT NOT NULL UNIQUE,
	subsystem  INTEGER NOT NULL REFERENCES subsystem,
	merge_cost INTEGER NOT NULL, -- (function, object) pairs reachable only because objects share it
	key        INTEGER
);

-- Equal target sets are stored once.
CREATE TABLE pset (
	id     INTEGER NOT NULL,
	object INTEGER NOT NULL REFERENCES object,
	PRIMARY KEY (id, object)
) WITHOUT ROWID;

-- A place that writes. For a helper's write there is one row a caller whose window it runs in.
CREATE TABLE site (
	id       INTEGER PRIMARY KEY,
	function INTEGER NOT NULL REFERENCES function,
	right    TEXT NOT NULL CHECK (right IN ('w','r')),
	via      TEXT NOT NULL CHECK (via IN ('store','atomic','copy','asm','helper','audit')),
	file     INTEGER REFERENCES file,
	line     INTEGER,
	caller   INTEGER REFERENCES function, -- only for via = 'helper'
	pset     INTEGER NOT NULL
);

CREATE TABLE call (
	caller INTEGER NOT NULL REFERENCES function,
	callee INTEGER NOT NULL REFERENCES function,
	kind   TEXT NOT NULL CHECK (kind IN ('direct','indirect')),
	file   INTEGER REFERENCES file,
	line   INTEGER
);

-- What functions may do by their own accesses (a helper's are charged to its caller).
CREATE TABLE func_region (
	function INTEGER NOT NULL REFERENCES function,
	region   INTEGER NOT NULL REFERENCES region,
	right    TEXT NOT NULL,
	PRIMARY KEY (function, region, right)
) WITHOUT ROWID;

CREATE TABLE unknown (
	function INTEGER REFERENCES function,
	file     INTEGER REFERENCES file,
	line     INTEGER,
	reason   TEXT NOT NULL, -- a word of passes/unknowns.def; docs/design.md#unknowns explains
	detail   TEXT
);

-- The constraint graph and its solution, compressed, for capmap-explain and capmap-diff.
-- Read and written only by analyzer/evidence*.c; evidence.h describes it.
CREATE TABLE evidence (
	part  TEXT NOT NULL,
	chunk INTEGER NOT NULL,
	data  BLOB NOT NULL,
	PRIMARY KEY (part, chunk)
) WITHOUT ROWID;

-- ---- The public contract ------------------------------------------------------------------

CREATE VIEW functions AS
SELECT f.name AS function, p.path AS file, f.line AS line, s.name AS subsystem,
       f.address_taken AS address_taken
FROM function f LEFT JOIN file p ON p.id = f.file JOIN subsystem s ON s.id = f.subsystem;

CREATE VIEW objects AS
SELECT o.name AS object, o.kind AS kind, o.type AS type, o.size AS size, p.path AS file,
       o.line AS line, s.name AS subsystem, r.name AS region
FROM object o LEFT JOIN file p ON p.id = o.file JOIN subsystem s ON s.id = o.subsystem
LEFT JOIN region r ON r.id = o.region;

CREATE VIEW accesses AS
SELECT f.name AS function, o.name AS object, r.name AS region, a.right AS right, a.via AS via,
       p.path AS file, a.line AS line, c.name AS caller
FROM site a JOIN function f ON f.id = a.function JOIN pset t ON t.id = a.pset
JOIN object o ON o.id = t.object LEFT JOIN region r ON r.id = o.region
LEFT JOIN file p ON p.id = a.file LEFT JOIN function c ON c.id = a.caller;

CREATE VIEW calls AS
SELECT a.name AS caller, b.name AS callee, c.kind AS kind, p.path AS file, c.line AS line
FROM call c JOIN function a ON a.id = c.caller JOIN function b ON b.id = c.callee
LEFT JOIN file p ON p.id = c.file;

CREATE VIEW regions AS
SELECT r.name AS region, s.name AS subsystem,
       (SELECT count(*) FROM object o WHERE o.region = r.id) AS objects,
       (SELECT count(*) FROM func_region w WHERE w.region = r.id AND w.right = 'w') AS writers,
       r.key AS key
FROM region r JOIN subsystem s ON s.id = r.subsystem;

-- granted_by: 'access', or for a region reachable only because it shares a key, 'key N'.
CREATE VIEW capabilities AS
SELECT f.name AS function, r.name AS region, w.right AS right, 'access' AS granted_by
FROM func_region w JOIN function f ON f.id = w.function JOIN region r ON r.id = w.region
UNION ALL
SELECT f.name, r.name, s.right, 'key ' || r.key
FROM (SELECT DISTINCT w.function AS function, w.right AS right, k.key AS key
      FROM func_region w JOIN region k ON k.id = w.region WHERE k.key > 0) s
JOIN region r ON r.key = s.key JOIN function f ON f.id = s.function
WHERE NOT EXISTS (SELECT 1 FROM func_region o
                  WHERE o.function = s.function AND o.region = r.id AND o.right = s.right);

CREATE VIEW unknowns AS
SELECT f.name AS function, p.path AS file, u.line AS line, u.reason AS reason
FROM unknown u LEFT JOIN function f ON f.id = u.function LEFT JOIN file p ON p.id = u.file;

CREATE VIEW meta AS SELECT name, value FROM meta_row;

CREATE INDEX object_by_region ON object (region);
CREATE INDEX site_by_function ON site (function);
CREATE INDEX site_by_caller ON site (caller) WHERE caller IS NOT NULL;
CREATE INDEX pset_by_object ON pset (object);
CREATE INDEX func_region_by_region ON func_region (region, right);
CREATE INDEX call_by_callee ON call (callee);
CREATE INDEX call_by_caller ON call (caller);
CREATE INDEX unknown_by_function ON unknown (function);
