#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A store written down by hand, for tests of what a few rows mean.
#
# usage: tiny-store.sh OUT.db <LINES
#
#	function|NAME|FILE|LINE[|helper]
#	region|NAME[|KEY]
#	object|NAME|KIND|REGION[|FILE[|TYPE]]     REGION empty: none
#	site|FUNCTION|VIA|FILE|LINE|CALLER|OBJECT,OBJECT...
#	call|CALLER|CALLEE|FILE|LINE
#	unknown|FUNCTION|REASON|FILE|LINE[|DETAIL]     FUNCTION empty: the program
#	meta|NAME|VALUE
#
# Ids follow the order of names whatever the order of lines, as in a store of capmap-analyze.
set -eu

[ $# -eq 1 ] || {
	echo "usage: $0 OUT.db <LINES" >&2
	exit 2
}
schema=$(dirname "$0")/../../analyzer/schema.sql

rows() {
	LC_ALL=C awk -F'|' '
function q(s) { gsub(/\047/, "\047\047", s); return "\047" s "\047" }
function null(s) { return s == "" ? "NULL" : q(s) }
function put(table, row) { printf "INSERT INTO temp.raw_%s VALUES(%s);\n", table, row }
/^[ \t]*(#|$)/ { next }
$1 == "function" { put($1, q($2) "," null($3) "," $4 "," ($5 == "helper")); next }
$1 == "region" { put($1, q($2) "," ($3 == "" ? "NULL" : $3)); next }
$1 == "object" { put($1, q($2) "," q($3) "," null($4) "," null($5) "," null($6)); next }
$1 == "call" { put($1, q($2) "," q($3) "," null($4) "," $5); next }
$1 == "unknown" { put($1, null($2) "," q($3) "," null($4) "," $5 + 0 "," null($6)); next }
$1 == "meta" { put($1, q($2) "," q($3)); next }
$1 == "site" {
	put($1, ++nsite "," q($2) "," q($3) "," null($4) "," $5 "," null($6))
	n = split($7, object, ",")
	for (i = 1; i <= n; i++)
		put("pset", nsite "," q(object[i]))
	next
}
{ print "line " NR ": " $0 > "/dev/stderr"; exit 1 }'
}

rm -f "$1"
{
	echo "PRAGMA synchronous = OFF;"
	cat "$schema"
	cat <<'SQL'
BEGIN;
CREATE TEMP TABLE raw_function(name, file, line, helper);
CREATE TEMP TABLE raw_region(name, key);
CREATE TEMP TABLE raw_object(name, kind, region, file, type);
CREATE TEMP TABLE raw_site(id, function, via, file, line, caller);
CREATE TEMP TABLE raw_pset(site, object);
CREATE TEMP TABLE raw_call(caller, callee, file, line);
CREATE TEMP TABLE raw_unknown(function, reason, file, line, detail);
CREATE TEMP TABLE raw_meta(name, value);
SQL
	rows
	cat <<'SQL'
INSERT INTO subsystem SELECT row_number() OVER (ORDER BY s), s FROM
	(SELECT 'main' AS s UNION SELECT substr(name, 1, instr(name, '/') - 1) FROM raw_region);
INSERT INTO file SELECT row_number() OVER (ORDER BY file), file FROM
	(SELECT file FROM raw_function UNION SELECT file FROM raw_object UNION
	 SELECT file FROM raw_site UNION SELECT file FROM raw_call UNION
	 SELECT file FROM raw_unknown) WHERE file IS NOT NULL;
INSERT INTO function
SELECT row_number() OVER (ORDER BY f.name), f.name, f.name, p.id, f.line, s.id, 0, 1, f.helper, 0
FROM raw_function f LEFT JOIN file p ON p.path = f.file JOIN subsystem s ON s.name = 'main';
INSERT INTO region
SELECT row_number() OVER (ORDER BY r.name), r.name, s.id, 0, r.key
FROM raw_region r JOIN subsystem s ON s.name = substr(r.name, 1, instr(r.name, '/') - 1);
INSERT INTO object
SELECT row_number() OVER (ORDER BY o.name), o.name, o.kind, o.type, NULL, p.id, NULL,
       coalesce(r.subsystem, (SELECT id FROM subsystem WHERE name = 'main')), r.id, NULL
FROM raw_object o LEFT JOIN region r ON r.name = o.region LEFT JOIN file p ON p.path = o.file;
INSERT INTO pset SELECT t.site, o.id FROM raw_pset t JOIN object o ON o.name = t.object;
INSERT INTO site
SELECT row_number() OVER (ORDER BY f.id, p.id, a.line, a.via, c.id, a.id), f.id, 'w', a.via, p.id,
       a.line, c.id, a.id
FROM raw_site a JOIN function f ON f.name = a.function LEFT JOIN file p ON p.path = a.file
LEFT JOIN function c ON c.name = a.caller;
INSERT INTO call
SELECT a.id, b.id, 'direct', p.id, c.line
FROM raw_call c JOIN function a ON a.name = c.caller JOIN function b ON b.name = c.callee
LEFT JOIN file p ON p.path = c.file ORDER BY a.id, p.id, c.line, b.id;
INSERT INTO unknown
SELECT f.id, p.id, nullif(u.line, 0), u.reason, u.detail
FROM raw_unknown u LEFT JOIN function f ON f.name = u.function
LEFT JOIN file p ON p.path = u.file ORDER BY f.id, p.id, u.line;
INSERT INTO func_region
SELECT DISTINCT coalesce(a.caller, a.function), o.region, a.right
FROM site a JOIN pset t ON t.id = a.pset JOIN object o ON o.id = t.object
WHERE o.region IS NOT NULL ORDER BY 1, 2, 3;
INSERT INTO meta_row SELECT * FROM raw_meta ORDER BY name;
COMMIT;
SQL
} | sqlite3 -bail "$1"
