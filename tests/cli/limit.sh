#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A limit of time or memory: the answer goes by type, is never smaller than the one without a limit,
# and says so. The same of the answer by type from the beginning.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze

cd -- "$tmp" || exit 1

# Rows of store $1 that store $2 lacks, but for writes that $2 says may go anywhere.
lost() {
	sqlite3 "$2" "ATTACH '$1' AS exact;
		SELECT function, object, line FROM exact.accesses
		EXCEPT SELECT function, object, line FROM accesses
		EXCEPT SELECT a.function, a.object, a.line FROM exact.accesses a JOIN unknowns u
			ON u.function = a.function AND u.line = a.line AND u.reason = 'wide-set';
		SELECT caller, callee, line FROM exact.calls
		EXCEPT SELECT caller, callee, line FROM calls;"
}

wide=0
for source in "$tests"/golden/*.c; do
	name=$(basename -- "$source" .c)
	clang-19 -O1 -g -fstrict-aliasing -mllvm -enable-tbaa=false -emit-llvm -ffile-compilation-dir=. \
		-w -c -o program.bc "$source" || fail "clang-19 does not take $name"
	"$bin/capmap-analyze" -o exact.db program.bc 2>"$err" || fail "$name: no answer"
	run "$bin/capmap-analyze" --time-limit 0 -o limit.db program.bc
	expect_status 3
	run "$bin/capmap-analyze" --engine types -o types.db program.bc
	expect_status 0
	for store in limit types; do
		missing=$(lost exact.db $store.db)
		[[ -z $missing ]] || fail "$name: $store loses ${missing//$'\n'/, }"
	done
	wide=$((wide + $(sql types.db 'SELECT count(*) FROM accesses') - \
		$(sql exact.db 'SELECT count(*) FROM accesses')))
done
[[ $wide -gt 0 ]] || fail "the answer by type is nowhere larger"

# What is said of it, and where.
small_bitcode small.bc
run "$bin/capmap-analyze" --time-limit 0 -o small.db small.bc
expect_status 3
expect_err '^capmap-analyze: warning: --time-limit was reached'
expect_silent_out
expect_whole_store small.db
[[ $(sql small.db "SELECT name || '=' || value FROM meta WHERE name LIKE '%limit_%' OR name = 'time_limit'
	ORDER BY name") == $'limit_reached=time-limit\ntime_limit=0' ]] || fail "meta: $(sql small.db 'SELECT * FROM meta')"
[[ $(sql small.db "SELECT count(*) FROM unknowns WHERE reason = 'limit'") == 1 ]] || fail "no row says limit"

run "$bin/capmap-analyze" --max-rss 1K -o memory.db small.bc
expect_status 3
expect_err '^capmap-analyze: warning: --max-rss was reached'
[[ $(sql memory.db "SELECT value FROM meta WHERE name = 'limit_reached'") == max-rss ]] || fail "meta of --max-rss"

# A limit that is not reached changes nothing but its own row.
"$bin/capmap-analyze" -o exact.db small.bc || fail "no answer"
run "$bin/capmap-analyze" --time-limit 3600 --max-rss 64G -o far.db small.bc
expect_status 0
diff <(sql exact.db .dump) <(sql far.db .dump | grep -v "'time_limit'\|'max_rss'") >"$out" ||
	fail "limits that are not reached change the store: $(head -n 5 "$out")"

# The same at the same moment: the limit at the start gives one answer.
"$bin/capmap-analyze" --time-limit 0 -o again.db small.bc 2>"$err"
cmp -s <(sql small.db .dump) <(sql again.db .dump) || fail "two runs to the same limit differ"

# Every write that may reach more than 5 % of the objects is listed, with its cause.
compile large.bc <<'END'
struct thing { struct thing *next; long n; } a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z;
struct thing *list, *all[26] = {&a, &b, &c, &d, &e, &f, &g, &h, &i, &j, &k, &l, &m, &n, &o, &p, &q, &r, &s, &t, &u, &v, &w, &x, &y, &z};
void one(void) { a.n = 1; }
void any(int which) { all[which]->n = 2; }
END
run "$bin/capmap-analyze" --stats --baseline --defects defects.tsv -o large.db large.bc
expect_status 0
expect_err '^stats: precision waves .* objects a write'
expect_err '^stats: precision types .* objects a write'
expect_err '^stats: write sites, more than 5 % of objects 1$'
[[ $(cut -f 1,2 defects.tsv) == $'objects\tfunction\n26\tany' ]] || fail "defects: $(cat defects.tsv)"

for wrong in --time-limit=-1 --time-limit=1s --max-rss=0 --max-rss=1T --max-rss=G --max-rss=; do
	run "$bin/capmap-analyze" "$wrong" -o wrong.db small.bc
	expect_status 2
done
expect_no_file wrong.db
