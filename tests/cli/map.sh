#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# capmap-map: keys into the store, what it prints against what the store then says, the key table in
# both forms, requests, and colouring of published graphs.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-map
map=$bin/capmap-map

"$tests/data/synthetic-store.sh" "$tmp/plain.db" 6 6 400 || fail "no store"
cp "$tmp/plain.db" "$tmp/a.db"
cp "$tmp/plain.db" "$tmp/b.db"

# Equal inputs, equal bytes: text, store, table, C.
run "$map" "$tmp/a.db" --effort 1 -o "$tmp/a/"
expect_status 0
cp "$out" "$tmp/a.txt"
run "$map" "$tmp/b.db" --effort 1 -o "$tmp/b/"
sed "s|$tmp/b|$tmp/a|" "$out" | cmp -s - "$tmp/a.txt" || fail "the same result is told otherwise"
cmp -s "$tmp/a.db" "$tmp/b.db" || fail "equal stores differ after mapping"
diff -r "$tmp/a" "$tmp/b" >/dev/null || fail "equal key tables differ"
expect_whole_store "$tmp/a.db"
[[ -z $(compgen -G "$tmp/*capmap-tmp*") ]] || fail "a temporary file is left"

# The public view counts the same over-privilege as the program.
granted=$(sql "$tmp/a.db" "SELECT count(*) FROM capabilities WHERE granted_by <> 'access'")
grep -q "over-privilege $granted " "$tmp/a.txt" || fail "the view says $granted"
[[ $(sql "$tmp/a.db" "SELECT count(*) FROM regions WHERE key NOT BETWEEN 1 AND 15") == 0 ]] ||
	fail "a region has no key"
[[ $(sql "$tmp/a.db" "SELECT value FROM meta WHERE name = 'map.cost'") == "$granted" ]] ||
	fail "meta does not have the cost"

# Mapped again it stays the same, and a dry run writes nothing.
run "$map" "$tmp/a.db" --effort 1 -o "$tmp/a.ktab"
expect_status 0
cmp -s "$tmp/a.ktab" "$tmp/a/capmap.ktab" || fail "the table of a mapped store differs"
cmp -s "$tmp/a.db" "$tmp/b.db" || fail "mapping again changed the store"
before=$(sha256sum <"$tmp/a.db")
run "$map" -n --keys 3 "$tmp/a.db"
expect_status 0
[[ $before == "$(sha256sum <"$tmp/a.db")" ]] || fail "a dry run wrote"

# The table as text and as C.
run "$map" --dump "$tmp/a.ktab"
expect_status 0
expect_out '^table [0-9a-f]{16} version 1 build [0-9a-f]{32} used 1,2,'
expect_out '^region block/01 key 1 objects [0-9]+$'
[[ $(grep -c '^object ' "$out") == "$(sql "$tmp/a.db" 'SELECT count(*) FROM objects WHERE region NOT NULL')" ]] ||
	fail "objects are missing from the table"
for cc in cc gcc clang-19; do
	command -v "$cc" >/dev/null || continue
	run "$cc" -std=gnu11 -Wall -Wextra -Wshadow -Wundef -Wmissing-prototypes -Werror \
		-I "$repo/kernel-runtime/include" -c "$tmp/a/capmap_ktab.c" -o "$tmp/ktab.o"
	expect_status 0
	[[ ! -s $err ]] || fail "$cc has something to say"
done
head -c 5000 "$tmp/a.ktab" >"$tmp/short.ktab"
run "$map" --dump "$tmp/short.ktab"
expect_error 'short\.ktab: truncated'
run "$map" --dump "$tmp/a.db"
expect_error 'a\.db: not a key table'

# Requests are kept.
key_of() {
	sql "$tmp/a.db" "SELECT key FROM regions WHERE region = '$1'"
}
run "$map" "$tmp/a.db" --effort 1 --keys 6 --reserve 2 --apart block/01,bpf/01 \
	--apart cgroup/01,block/01 --together crypto,cred/02
expect_status 0
expect_out '^keys +4 used of 4, 2 reserved$'
[[ $(key_of block/01) != "$(key_of bpf/01)" ]] || fail "not apart"
[[ $(key_of block/01) != "$(key_of cgroup/01)" ]] || fail "not apart"
[[ $(sql "$tmp/a.db" "SELECT count(DISTINCT key) FROM regions WHERE subsystem = 'crypto' OR region = 'cred/02'") == 1 ]] ||
	fail "not together"
run "$map" "$tmp/a.db" --coarse --effort 1
expect_status 0
[[ $(sql "$tmp/a.db" "SELECT max(n) FROM (SELECT count(DISTINCT key) n FROM regions GROUP BY subsystem)") == 1 ]] ||
	fail "a coarse subsystem has two keys"

before=$(sha256sum <"$tmp/a.db")
run "$map" "$tmp/a.db" --apart blck/01,bpf/01
expect_error '--apart blck/01,bpf/01: .*did you mean "block/01"\?'
run "$map" "$tmp/a.db" --apart block/01,bpf/01 --together bpf/01,block/01
expect_error 'block/01 and bpf/01 cannot be apart: --together bpf/01,block/01 ties them'
run "$map" "$tmp/a.db" --keys 2 --apart block/01,bpf/01,cgroup/01
expect_error 'these 3 regions must all be apart and there are 2 keys: '
run "$map" "$tmp/a.db" -o /no/such/folder/table
expect_error '/no/such/folder/table'
[[ $before == "$(sha256sum <"$tmp/a.db")" ]] || fail "an error changed the store"

for wrong in '--keys 16' '--keys 0' '--keys x' '--reserve 15' '--weight heavy' '--format xml' \
	'--dimacs f' '--dry-run -o t' 'other.db'; do
	# shellcheck disable=SC2086
	run "$map" "$tmp/a.db" $wrong
	expect_status 2
	expect_silent_out
done

run "$map" "$tmp/plain.db" -n --effort 1 --format json
expect_status 0
expect_out "^  \"over_privilege\": $granted,$"
sqlite3 :memory: "SELECT json_valid(readfile('$out'))" | grep -qx 1 || fail "not JSON"

# Published graphs.
run "$map" --dimacs "$tests/data/dimacs/queen8_12.col" --keys 12
expect_status 0
expect_out '^12 colours of 12, 0 conflicting edges; at least 12 colours needed: the fewest possible$'
run "$map" --dimacs "$tests/data/dimacs/queen8_12.col" --keys 11 --effort 0
expect_status 1
expect_out '^11 colours of 11, [1-9][0-9]* conflicting edges'
expect_err 'no colouring with 11 colours was found'
printf 'p edge 2 1\ne 1 3\n' >"$tmp/bad.col"
run "$map" --dimacs "$tmp/bad.col"
expect_error 'bad\.col:2: vertex 3 is not one of 1 to 2'
exit 0
