#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A store of plausible shape for tests and benchmarks, made from analyzer/schema.sql without any
# kernel: the same arguments give the same rows.
#
# usage: synthetic-store.sh OUT.db [SUBSYSTEMS [REGIONS-EACH [FUNCTIONS [SEED]]]]
#        defaults: 27 subsystems, 10 regions each, 3000 functions, seed 1
#
# Functions write mostly to their own subsystem's regions, a few popular regions are written from
# everywhere, the last region of every third subsystem is written by nobody, and the helpers of
# "lib" write on their callers' rights.
set -eu

[ $# -ge 1 ] && [ $# -le 5 ] || {
	echo "usage: $0 OUT.db [SUBSYSTEMS [REGIONS-EACH [FUNCTIONS [SEED]]]]" >&2
	exit 2
}
out=$1
schema=$(dirname "$0")/../../analyzer/schema.sql

rows() {
	LC_ALL=C awk -v nsub="$1" -v nreg="$2" -v nfun="$3" -v seed="$4" '
# Park-Miller: exact in doubles, so every awk gives the same numbers.
function rnd(n) { state = (state * 48271) % 2147483647; return state % n }
# 0..n-1, low numbers far likelier.
function skewed(n,  a, b) { a = rnd(n); b = rnd(n); return int(a * b / n) }
function sub_name(s) { return s <= nnames ? names[s] : sprintf("extra%02d", s) }
function q(s) { return "\047" s "\047" }
function put(table, row) { printf "INSERT INTO %s VALUES(%s);\n", table, row }

function object_name(r, k) { return robj[r "," k] }
function add_objects(s, i, r,   k, n, kind, name, type) {
	n = 1 + skewed(14)
	rcount[r] = n
	for (k = 1; k <= n; k++) {
		kind = kinds[1 + rnd(8)]
		type = "struct " sub_name(s) "_" nouns[1 + rnd(nnouns)]
		name = sprintf("%s_%s_%d_%d", sub_name(s), nouns[1 + rnd(nnouns)], i, k)
		if (kind == "alloc")
			name = sprintf("%s@%s_alloc_%d_%d", type, sub_name(s), i, k)
		robj[r "," k] = name
		put("raw_object", q(name) "," q(kind) "," q(type) "," 8 * (1 + skewed(200)) "," \
		    q(sub_file(s, rnd(6))) "," 10 + rnd(900) "," q(sub_name(s)) "," q(region[r]) "," \
		    (kind == "global" ? q(".data") : "NULL"))
	}
}
function sub_file(s, k) { return sub_name(s) "/" nouns[1 + k] ".c" }
function sites(f, r, helper,   n, k, first, m, v) {
	for (n = 1 + skewed(4); n > 0; n--) {
		m = rcount[r] < 2 || rnd(3) ? 1 : 2 + rnd(rcount[r] - 1)
		first = 1 + rnd(rcount[r] - m + 1)
		if (!((r, first, m) in pset)) {
			pset[r, first, m] = ++npset
			for (k = first; k < first + m; k++)
				put("raw_pset", npset "," q(object_name(r, k)))
		}
		v = helper ? "helper" : vias[1 + rnd(10)]
		put("raw_site", q(helper ? helper : fname[f]) "," q(v) "," q(ffile[f]) "," \
		    20 + rnd(2000) "," (helper ? q(fname[f]) : "NULL") "," pset[r, first, m])
	}
}
BEGIN {
	state = seed * 7919 + 17
	for (k = 0; k < 20; k++) rnd(2)
	nnames = split("block bpf cgroup cred crypto devices driver ext4 fuse futex inet io_uring " \
	               "ipc irq mm module namespace net_core page pipe proc process sched security " \
	               "timer tty vfs", names, " ")
	nnouns = split("queue entry table state group cache stats lock list node tree page", nouns, " ")
	nverbs = split("alloc free get put update insert remove init flush wake charge attach", verbs, " ")
	split("global global global cache cache alloc alloc cache", kinds, " ")
	split("store store store store store store atomic atomic copy asm", vias, " ")

	for (s = 1; s <= nsub; s++)
		for (i = 1; i <= nreg; i++) {
			r = ++nr
			region[r] = sprintf("%s/%02d", sub_name(s), i)
			home[s "," i] = r
			put("raw_region", q(region[r]) "," q(sub_name(s)) "," skewed(60))
			add_objects(s, i, r)
		}
	nhelp = 40
	for (h = 1; h <= nhelp; h++) {
		hname[h] = sprintf("__%s_%s_%d", verbs[1 + rnd(nverbs)], nouns[1 + rnd(nnouns)], h)
		put("raw_function", q(hname[h]) "," q(hname[h]) "," q("lib/" nouns[1 + rnd(nnouns)] ".c") "," \
		    10 + rnd(900) ",\047lib\047," (h % 7 == 0) ",1,0")
	}
	for (f = 1; f <= nfun; f++) {
		s = fsub[f] = 1 + (rnd(3) ? rnd(nsub) : skewed(nsub))
		ffile[f] = sub_file(s, rnd(6))
		fname[f] = sprintf("%s_%s_%s_%d", sub_name(s), verbs[1 + rnd(nverbs)], nouns[1 + rnd(nnouns)], f)
		fsym[f] = fname[f]
		if (f % 50 == 0) { # a static function that shares its name with others
			fsym[f] = "reset_state"
			ffile[f] = sprintf("%s/part%d.c", sub_name(s), f)
			fname[f] = ffile[f] ":reset_state"
		}
		put("raw_function", q(fname[f]) "," q(fsym[f]) "," q(ffile[f]) "," 10 + rnd(3000) "," \
		    q(sub_name(s)) "," (rnd(5) == 0) "," (rnd(60) == 0 ? 0 : 1) "," (rnd(12) == 0))
	}
	written = nreg > 1 ? nreg - 1 : 1
	for (f = 1; f <= nfun; f++) {
		s = fsub[f]
		for (n = rnd(4) ? 1 + skewed(5) : 0; n > 0; n--) {
			t = s
			if (rnd(100) < 12)
				t = 1 + (s + rnd(3)) % nsub
			else if (rnd(100) < 5)
				t = 1 + skewed(nsub)
			i = 1 + skewed(t % 3 ? nreg : written)
			sites(f, home[t "," i], rnd(6) ? "" : hname[1 + skewed(nhelp)])
		}
		for (n = skewed(8); n > 0; n--) {
			g = 1 + (rnd(4) ? (f + rnd(60)) % nfun : rnd(nfun))
			put("raw_call", q(fname[f]) "," q(fname[g]) "," (rnd(9) ? "\047direct\047" : "\047indirect\047") \
			    "," q(ffile[f]) "," 20 + rnd(2000))
		}
		if (rnd(90) == 0)
			put("raw_unknown", q(fname[f]) "," q(ffile[f]) "," 20 + rnd(2000) "," \
			    (rnd(3) ? "\047inttoptr\047" : "\047asm-template\047"))
	}
}'
}

rm -f "$out"
{
	cat "$schema"
	cat <<'SQL'
BEGIN;
CREATE TEMP TABLE raw_region(name, subsystem, merge_cost);
CREATE TEMP TABLE raw_object(name, kind, type, size, file, line, subsystem, region, section);
CREATE TEMP TABLE raw_function(name, symbol, file, line, subsystem, address_taken, defined, init);
CREATE TEMP TABLE raw_pset(id, object);
CREATE TEMP TABLE raw_site(function, via, file, line, caller, pset);
CREATE TEMP TABLE raw_call(caller, callee, kind, file, line);
CREATE TEMP TABLE raw_unknown(function, file, line, reason);
SQL
	rows "${2:-27}" "${3:-10}" "${4:-3000}" "${5:-1}"
	cat <<'SQL'
INSERT INTO subsystem SELECT row_number() OVER (ORDER BY subsystem), subsystem FROM
	(SELECT subsystem FROM raw_region UNION SELECT subsystem FROM raw_function);
INSERT INTO file SELECT row_number() OVER (ORDER BY file), file FROM
	(SELECT file FROM raw_object UNION SELECT file FROM raw_function);
INSERT INTO function
SELECT row_number() OVER (ORDER BY f.name), f.name, f.symbol, p.id, f.line, s.id, f.address_taken,
       f.defined, f.subsystem = 'lib', f.init
FROM raw_function f JOIN file p ON p.path = f.file JOIN subsystem s ON s.name = f.subsystem;
INSERT INTO region
SELECT row_number() OVER (ORDER BY r.name), r.name, s.id, r.merge_cost, NULL
FROM raw_region r JOIN subsystem s ON s.name = r.subsystem;
INSERT INTO object
SELECT row_number() OVER (ORDER BY o.name), o.name, o.kind, o.type, o.size, p.id, o.line, s.id, r.id,
       o.section
FROM raw_object o JOIN file p ON p.path = o.file JOIN subsystem s ON s.name = o.subsystem
JOIN region r ON r.name = o.region;
INSERT INTO pset SELECT t.id, o.id FROM raw_pset t JOIN object o ON o.name = t.object;
INSERT INTO site
SELECT row_number() OVER (ORDER BY f.id, p.id, a.line, a.via, c.id, a.pset, a.rowid), f.id, 'w', a.via,
       p.id, a.line, c.id, a.pset
FROM raw_site a JOIN function f ON f.name = a.function JOIN file p ON p.path = a.file
LEFT JOIN function c ON c.name = a.caller;
INSERT INTO call
SELECT a.id, b.id, c.kind, p.id, c.line
FROM raw_call c JOIN function a ON a.name = c.caller JOIN function b ON b.name = c.callee
JOIN file p ON p.path = c.file ORDER BY a.id, p.id, c.line, b.id;
INSERT INTO unknown
SELECT f.id, p.id, u.line, u.reason, NULL
FROM raw_unknown u JOIN function f ON f.name = u.function JOIN file p ON p.path = u.file
ORDER BY f.id, u.line;
INSERT INTO func_region
SELECT DISTINCT coalesce(a.caller, a.function), o.region, a.right
FROM site a JOIN pset t ON t.id = a.pset JOIN object o ON o.id = t.object
WHERE o.region IS NOT NULL ORDER BY 1, 2, 3;
SQL
	echo "INSERT INTO meta_row VALUES ('program', 'synthetic-store'),"
	echo "('input_hash', '$(printf '%016x' "${5:-1}")'),"
	echo "('options', '--subsystems ${2:-27} --regions ${3:-10} --functions ${4:-3000}');"
	echo "COMMIT;"
} | sqlite3 -bail "$out"
