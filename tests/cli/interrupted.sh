#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Interrupted by Ctrl-C or an end of the job: the program ends by that signal, its readers with it,
# the old result stands, and nothing is left beside it.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze

# Long enough in every phase to be met there.
{
	for i in $(seq 3000); do
		printf 'int o%d, *p%d = &o%d; void f%d(int n) { *p%d = n; o%d += n; p%d = p%d; }\n' \
			"$i" "$i" "$i" "$i" "$i" $((i / 2 + 1)) "$i" $((i / 3 + 1))
	done
} | compile "$tmp/large.bc"
small_store "$tmp/old.db"
mkdir "$tmp/d"
printf '%s\n' "$tmp/d/result" >"$tmp/name"

met=0
# Signal $1 while "$3..." says that it does $2; its result is $tmp/d/result, which holds $4 before.
interrupt() {
	local signal=$1 phase=$2 before=$3 child number
	shift 3
	number=$(kill -l "$signal")
	cp "$before" "$tmp/d/result"
	command=("$@" "and SIG$signal in $phase")
	: >"$err" # what the last one said is no sign of this one
	CAPMAP_PROGRESS=1 env --default-signal="$signal" "$@" >"$out" 2>"$err" </dev/null &
	child=$!
	while kill -0 "$child" 2>/dev/null && ! grep -q "^capmap-[a-z]*: $phase" "$err"; do
		sleep 0.002
	done
	kill -s "$signal" "$child" 2>/dev/null
	status=0
	wait "$child" 2>/dev/null || status=$?
	[[ $status -ne 0 ]] || return # it was faster
	met=$((met + 1))
	expect_status $((128 + number))
	cmp -s "$before" "$tmp/d/result" || fail "the old result was changed"
	[[ $(ls -A "$tmp/d") == result ]] || fail "left behind: $(ls -A "$tmp/d")"
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		grep -qsF -f "$tmp/name" /proc/[0-9]*/cmdline || return 0
		sleep 0.1
	done
	fail "a process is left"
}

for signal in INT TERM HUP; do
	for phase in read solve store; do
		interrupt "$signal" "$phase" "$tmp/old.db" "$bin/capmap-analyze" -o "$tmp/d/result" \
			"$tmp/large.bc"
	done
done
[[ $met -ge 5 ]] || fail "only $met of 9 were interrupted"

if [[ -x $bin/capmap-map ]]; then
	"$tests/data/synthetic-store.sh" "$tmp/plain.db" 12 10 600 || fail "no store"
	met=0
	for signal in INT TERM; do
		interrupt "$signal" '[0-9]* regions' "$tmp/plain.db" "$bin/capmap-map" "$tmp/d/result"
	done
	[[ $met -gt 0 ]] || fail "capmap-map was never interrupted"
fi
exit 0
