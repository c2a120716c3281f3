#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tier: full
# Killed at any moment, the store under its name is the old one or the new one, whole.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze

{
	for i in $(seq 3000); do
		printf 'int o%d; void f%d(int n) { o%d = n; o%d += n; }\n' "$i" "$i" "$i" $((i / 2 + 1))
	done
} | compile "$tmp/new.bc"
small_store "$tmp/old.db"
"$bin/capmap-analyze" -o "$tmp/new.db" "$tmp/new.bc" || fail "cannot analyse"

time_ms() {
	local from
	from=$(date +%s%N)
	"$bin/capmap-analyze" -o "$tmp/timed.db" "$tmp/new.bc"
	echo $((($(date +%s%N) - from) / 1000000))
}
whole_ms=$(time_ms)
old=$(sha256sum <"$tmp/old.db") new=$(sha256sum <"$tmp/new.db")
killed=0 finished=0
RANDOM=1
: >"$err"
command=(capmap-analyze 'and kill -9')
mkdir "$tmp/d"
for round in $(seq "${CAPMAP_KILLS:-60}"); do
	cp "$tmp/old.db" "$tmp/d/db"
	"$bin/capmap-analyze" -o "$tmp/d/db" "$tmp/new.bc" &
	child=$!
	ms=$((RANDOM * (whole_ms + 20) / 32768))
	sleep "$((ms / 1000)).$(printf '%03d' $((ms % 1000)))"
	if kill -9 "$child" 2>/dev/null; then
		killed=$((killed + 1))
	else
		finished=$((finished + 1))
	fi
	wait "$child" 2>/dev/null
	now=$(sha256sum <"$tmp/d/db")
	[[ $now == "$old" || $now == "$new" ]] || fail "round $round after $ms ms: neither old nor new"
	expect_whole_store "$tmp/d/db"
done
[[ $killed -gt 0 ]] || fail "no run was killed ($finished finished)"

# The next run is not disturbed by what a killed one left, and does its work.
run "$bin/capmap-analyze" -o "$tmp/d/db" "$tmp/new.bc"
expect_status 0
[[ $(sha256sum <"$tmp/d/db") == "$new" ]] || fail "the run after the kills wrote another store"
echo "$killed killed, $finished finished first"
exit 0
