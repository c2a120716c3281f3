#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tier: full
# Killed at any moment, the store under its name is the old one or the new one, whole.
# $CAPMAP_KILLS: how many times each program is killed.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze

rounds=${CAPMAP_KILLS:-60}
RANDOM=1

{
	for i in $(seq 3000); do
		printf 'int o%d; void f%d(int n) { o%d = n; o%d += n; }\n' "$i" "$i" "$i" $((i / 2 + 1))
	done
} | compile "$tmp/new.bc"
small_store "$tmp/old.db"

sum() { sha256sum <"$1"; }

# Runs the command after $1, which replaces $tmp/d/db, and kills it, again and again; $1 is the
# store that stands there before.
torture() {
	local before=$1 old new from whole_ms child ms now round killed=0 finished=0
	shift
	mkdir -p "$tmp/d"
	: >"$err"
	command=("$@" 'and kill -9')
	old=$(sum "$before")
	cp "$before" "$tmp/d/db"
	from=$(date +%s%N)
	"$@" >"$out" 2>"$err" || fail "it fails without being killed"
	whole_ms=$((($(date +%s%N) - from) / 1000000))
	new=$(sum "$tmp/d/db")
	[[ $new != "$old" ]] || fail "it changes nothing"

	for round in $(seq "$rounds"); do
		cp "$before" "$tmp/d/db"
		"$@" >"$out" 2>"$err" &
		child=$!
		ms=$((RANDOM * (whole_ms + whole_ms / 10) / 32768))
		sleep "$((ms / 1000)).$(printf '%03d' $((ms % 1000)))"
		if kill -9 "$child" 2>/dev/null; then
			killed=$((killed + 1))
		else
			finished=$((finished + 1))
		fi
		wait "$child" 2>/dev/null
		now=$(sum "$tmp/d/db")
		[[ $now == "$old" || $now == "$new" ]] || fail "round $round after $ms ms: neither old nor new"
		expect_whole_store "$tmp/d/db"
	done
	[[ $killed -gt 0 ]] || fail "no run was killed ($finished finished)"

	# The next run is not disturbed by what a killed one left, and leaves nothing itself.
	cp "$before" "$tmp/d/db"
	"$@" >"$out" 2>"$err" || fail "the run after the kills fails"
	[[ $(sum "$tmp/d/db") == "$new" ]] || fail "the run after the kills wrote another store"
	[[ $(ls -A "$tmp/d") == db ]] || fail "left behind: $(ls -A "$tmp/d")"
	echo "${1##*/}: $killed killed, $finished finished first"
}

torture "$tmp/old.db" "$bin/capmap-analyze" -o "$tmp/d/db" "$tmp/new.bc"
cp "$tmp/d/db" "$tmp/unmapped.db"
[[ ! -x $bin/capmap-map ]] || torture "$tmp/unmapped.db" "$bin/capmap-map" "$tmp/d/db"
exit 0
