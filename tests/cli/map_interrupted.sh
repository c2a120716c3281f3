#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# capmap-map replaces the three files of the key table, then the store. Stopped between any two of
# them, each is the old one or the new one, --verify tells whether table and store belong together,
# and the next run mends it.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-map
map=$bin/capmap-map

cc -shared -fPIC -D_GNU_SOURCE -o "$tmp/rename.so" "$tests/fault/rename.c" || skip "no C compiler"
[[ ${CAPMAP_SANITIZE:-OFF} != ON ]] || export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0

"$tests/data/synthetic-store.sh" "$tmp/plain.db" 6 6 400 || fail "no store"
run "$map" "$tmp/plain.db" --effort 1 --keys 5 -o "$tmp/old/"
expect_status 0
cp "$tmp/plain.db" "$tmp/old.db"
cp "$tmp/plain.db" "$tmp/new.db"
run "$map" "$tmp/new.db" --effort 1 -o "$tmp/new/"
expect_status 0
files=(db/store db/capmap.ktab db/capmap_ktab.h db/capmap_ktab.c)

begin() { # the old generation in $tmp/db
	rm -rf "$tmp/db"
	cp -r "$tmp/old" "$tmp/db"
	cp "$tmp/old.db" "$tmp/db/store"
}
generation() { # of file $1, in $generation: old, new or neither
	local name=${1#db/} which
	generation=neither
	for which in old new; do
		if [[ $name == store ]]; then
			! cmp -s "$tmp/$1" "$tmp/$which.db" || generation=$which
		else
			! cmp -s "$tmp/$1" "$tmp/$which/$name" || generation=$which
		fi
	done
}
begin
for file in "${files[@]}"; do
	generation "$file"
	[[ $file == *.h || $generation == old ]] || fail "$file does not tell the generations apart"
done

# Stopped at rename $2 in manner $1: what is where, and whether it can be told.
stop() {
	local file of_store of_table
	begin
	run env LD_PRELOAD="$tmp/rename.so" "$1=$2" "$map" "$tmp/db/store" --effort 1 -o "$tmp/db/"
	for file in "${files[@]}"; do
		generation "$file"
		[[ $generation != neither ]] || fail "$1=$2: $file is neither old nor new"
	done
	expect_whole_store "$tmp/db/store"
	generation db/store && of_store=$generation
	generation db/capmap.ktab && of_table=$generation
	[[ $of_store == old || $of_table == new ]] || fail "$1=$2: keys in the store without their table"
	run "$map" --verify "$tmp/db/capmap.ktab" "$tmp/db/store"
	if [[ $of_store == "$of_table" ]]; then
		expect_status 0
	else
		expect_error 'made from other keys than those of .*; run capmap-map -o again'
	fi
}
mend() {
	run "$map" "$tmp/db/store" --effort 1 -o "$tmp/db/"
	expect_status 0
	for file in "${files[@]}"; do
		generation "$file"
		[[ $generation == new ]] || fail "$1: the next run does not mend $file"
	done
}

mixed=0
for at in 1 2 3 4; do
	stop RENAME_DIES "$at"
	[[ $status -eq 0 ]] || mixed=$((mixed + 1))
	mend "killed at rename $at"

	stop RENAME_FAILS "$at"
	begin
	run env LD_PRELOAD="$tmp/rename.so" RENAME_FAILS="$at" "$map" "$tmp/db/store" --effort 1 -o "$tmp/db/"
	expect_error 'Input/output error'
	[[ $(find "$tmp/db" -type f | wc -l) -eq 4 ]] || fail "left behind: $(ls -A "$tmp/db")"
	mend "failed at rename $at"
done
[[ $mixed -eq 3 ]] || fail "$mixed of 4 kills left table and store apart, expected 3"

# There is no fifth.
begin
run env LD_PRELOAD="$tmp/rename.so" RENAME_FAILS=5 "$map" "$tmp/db/store" --effort 1 -o "$tmp/db/"
expect_status 0

# A table that is not the store's, and no keys at all.
"$tests/data/synthetic-store.sh" "$tmp/other.db" 6 6 400 2 || fail "no other store"
run "$map" "$tmp/other.db" --effort 0
expect_status 0
run "$map" --verify "$tmp/new/capmap.ktab" "$tmp/other.db"
expect_error 'capmap.ktab: made from another analysis than .*other.db'
"$tests/data/synthetic-store.sh" "$tmp/bare.db" 6 6 400 || fail "no store"
run "$map" --verify "$tmp/new/capmap.ktab" "$tmp/bare.db"
expect_error 'bare.db: region .* has no key: run capmap-map'
for wrong in '' '-o x' '--coarse' '--apart a,b'; do
	# shellcheck disable=SC2086
	run "$map" --verify "$tmp/new/capmap.ktab" $wrong ${wrong:+"$tmp/new.db"}
	expect_status 2
done
exit 0
