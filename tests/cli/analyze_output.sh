#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The store appears whole under its name or not at all, and is stamped as ours.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze

mkdir "$tmp/d"
small_store "$tmp/d/db"
rm -f "$tmp/d/db.bc"
[[ $(ls -A "$tmp/d") == db ]] || fail "beside the store: $(ls -A "$tmp/d")"
expect_whole_store "$tmp/d/db"
[[ $(sql "$tmp/d/db" 'PRAGMA application_id') == 1129136464 ]] || fail "application_id"
[[ $(sql "$tmp/d/db" 'PRAGMA user_version') -ge 1 ]] || fail "user_version"
[[ $(sql "$tmp/d/db" 'PRAGMA foreign_key_check') == '' ]] || fail "dangling references"

# The contract: the views and their columns, in order.
columns() { sql "$tmp/d/db" "SELECT group_concat(name, ',') FROM pragma_table_info('$1')"; }
[[ $(columns functions) == function,file,line,subsystem,address_taken ]] || fail "functions"
[[ $(columns objects) == object,kind,type,size,file,line,subsystem,region ]] || fail "objects"
[[ $(columns accesses) == function,object,region,right,via,file,line,caller ]] || fail "accesses"
[[ $(columns calls) == caller,callee,kind,file,line ]] || fail "calls"
[[ $(columns regions) == region,subsystem,objects,writers,key ]] || fail "regions"
[[ $(columns capabilities) == function,region,right,granted_by ]] || fail "capabilities"
[[ $(columns unknowns) == function,file,line,reason ]] || fail "unknowns"
[[ $(columns meta) == name,value ]] || fail "meta"

# What the small program says.
[[ $(sql "$tmp/d/db" "SELECT count(*) FROM calls WHERE caller = 'dispatch' AND kind = 'indirect'") == 2 ]] ||
	fail "dispatch reaches not two functions"
[[ $(sql "$tmp/d/db" "SELECT DISTINCT caller FROM accesses WHERE function = 'set'") == fill ]] ||
	fail "the helper is not charged to fill"
# A capability by access is exactly what accesses gives, a helper's being its caller's.
difference=$(sql "$tmp/d/db" "
	WITH own AS (SELECT DISTINCT coalesce(caller, function) AS f, region AS r FROM accesses
	             WHERE region IS NOT NULL AND right = 'w')
	SELECT count(*) FROM (
		SELECT * FROM (SELECT f, r FROM own EXCEPT
			SELECT function, region FROM capabilities WHERE granted_by = 'access')
		UNION ALL
		SELECT * FROM (SELECT function, region FROM capabilities WHERE granted_by = 'access'
			EXCEPT SELECT f, r FROM own))")
[[ $difference == 0 ]] || fail "$difference capabilities without an access, or the reverse"

# An existing store is replaced; a failed run leaves it alone.
before=$(sha256sum <"$tmp/d/db")
small_bitcode "$tmp/good.bc"
run "$bin/capmap-analyze" -o "$tmp/d/db" "$tmp/good.bc" "$tmp/none.bc"
expect_error 'none\.bc'
[[ $(sha256sum <"$tmp/d/db") == "$before" ]] || fail "a failed run changed the store"

# Files that call themselves alike and whose statics do too: all are told apart somehow.
for i in 1 2 3 4; do
	compile "$tmp/same$i.bc" <<END
static int same;
static __attribute__((noinline)) void bump(void) { same++; }
int next$i(void) { bump(); return same; }
END
done
run "$bin/capmap-analyze" -o "$tmp/same.db" "$tmp"/same[1-4].bc
expect_status 0
[[ $(sql "$tmp/same.db" "SELECT count(DISTINCT function || object) FROM accesses") == 4 ]] ||
	fail "four functions that write one object each are $(sql "$tmp/same.db" \
		"SELECT count(DISTINCT function || object) FROM accesses") rows"

run "$bin/capmap-analyze" -o "$tmp/no/such/dir/db" "$tmp/good.bc"
expect_error 'no/such/dir'

run "$bin/capmap-analyze" -o "$tmp/d" "$tmp/good.bc"
expect_error 'd: '
[[ -d $tmp/d ]] || fail "a directory was replaced"
exit 0
