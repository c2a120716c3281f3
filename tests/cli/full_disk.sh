#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A full disk: exit status 1, a message with the system's reason, the old store untouched.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze

# Wide enough that its store is larger than a megabyte.
{
	for i in $(seq 4000); do
		printf 'int object_with_a_rather_long_name_%d;\n' "$i"
		printf 'void function_with_a_rather_long_name_%d(int n) { object_with_a_rather_long_name_%d = n; }\n' "$i" "$i"
	done
} | compile "$tmp/wide.bc"
small_store "$tmp/old.db"

mkdir "$tmp/small"
if [[ $(id -u) -eq 0 ]] && mount -t tmpfs -o size=1m tmpfs "$tmp/small" 2>/dev/null; then
	cp "$tmp/old.db" "$tmp/small/db"
	run "$bin/capmap-analyze" -o "$tmp/small/db" "$tmp/wide.bc"
	expect_error 'small/db.*no space left'
	cmp -s "$tmp/old.db" "$tmp/small/db" || fail "the old store was changed"
	[[ $(ls -A "$tmp/small") == db ]] || fail "left behind: $(ls -A "$tmp/small")"
fi

# capmap-map copies the store, and writes a table: neither fits.
if mountpoint -q "$tmp/small" && [[ -x $bin/capmap-map ]]; then
	umount "$tmp/small" && mount -t tmpfs -o size=1m tmpfs "$tmp/small"
	"$tests/data/synthetic-store.sh" "$tmp/plain.db" 6 6 400 || fail "no store"
	used=$(du -k "$tmp/plain.db" | cut -f 1)
	for room in 8 $((used + 16)); do # KiB left: for nothing; for the store, but not the table
		rm -f "$tmp/small"/*
		cp "$tmp/plain.db" "$tmp/small/db"
		head -c $(((1024 - used - room) * 1024)) /dev/zero >"$tmp/small/filler"
		run "$bin/capmap-map" "$tmp/small/db" --effort 0 -o "$tmp/small/table"
		expect_error 'small/.*[Nn]o space left'
		cmp -s "$tmp/plain.db" "$tmp/small/db" || fail "the store was changed"
		[[ $(ls -A "$tmp/small") == $'db\nfiller' ]] || fail "left behind: $(ls -A "$tmp/small")"
	done
fi

# The same by a limit on file size, which also works without root.
cp "$tmp/old.db" "$tmp/limited.db"
run bash -c 'trap "" XFSZ; ulimit -f 1024; exec "$@"' - \
	"$bin/capmap-analyze" -o "$tmp/limited.db" "$tmp/wide.bc"
expect_error 'limited\.db'
cmp -s "$tmp/old.db" "$tmp/limited.db" || fail "the old store was changed"

# A results pipe that is full or closed is an error as well.
if [[ -x $bin/capmap-report && -e /dev/full ]]; then
	status=0
	command=(capmap-report '>/dev/full')
	"$bin/capmap-report" "$tmp/old.db" >/dev/full 2>"$err" || status=$?
	: >"$out"
	expect_status 1
	expect_err 'No space left|no space left'
fi
exit 0
