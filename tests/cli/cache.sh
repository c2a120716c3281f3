#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tier: full
# capmap-analyze --cache: the same store with and without, reads only what has changed, and takes
# no harm from whatever it finds in the directory, which it says in one line.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze

cd -- "$tmp" || exit 1
modules=5
inputs=()
module() { # bitcode of module number $1, which writes $2
	compile "m$1.bc" <<END
struct node { struct node *next; int value; } extern *shared, n$1;
static int count;
void put$1(struct node *to, int n) { to->next = shared; shared = &n$1; count += n; to->value = $2; }
#if $1 == 1
struct node *shared;
#endif
END
}
for i in $(seq $modules); do
	module "$i" 1
	inputs+=("m$i.bc")
done
"$bin/capmap-analyze" -o plain.db "${inputs[@]}" || exit 1

analyse() { # with the cache, and expect $1 of the modules to come from it
	local hits=$1
	shift
	run "$bin/capmap-analyze" --stats --cache c -o c.db "$@" "${inputs[@]}"
	expect_status 0
	expect_err "^stats: modules from the cache +$hits\$"
	cmp -s "${plain:-plain.db}" c.db || fail "another store than without a cache"
}
quiet() { ! grep warning "$err" || fail "a warning"; }
entries() { find c -type f -path 'c/??/*' | sort; }
first() { entries | head -n 1; }
warns() { # one line, that holds $1
	expect_err "^capmap-analyze: warning: c: .*$1"
	[[ $(grep -c warning "$err") -eq 1 ]] || fail "more than one line of warning"
}

analyse 0
quiet
[[ $(entries | wc -l) -eq $modules ]] || fail "not an entry a module"
analyse $modules
quiet
analyse $modules -j 1
analyse $modules -j 3

# One source file changed.
module 3 2
"$bin/capmap-analyze" -o changed.db "${inputs[@]}" || exit 1
plain=changed.db analyse $((modules - 1))
quiet
plain=changed.db analyse $modules
module 3 1
analyse $modules # and back again
quiet

# The name of an input is not part of it, nor is the archive it is in.
llvm-ar-19 rcs all.a "${inputs[@]}"
llvm-ar-19 rcsT thin.a "${inputs[@]}"
for archive in all.a thin.a; do
	run "$bin/capmap-analyze" --stats --cache c -o archive.db "$archive"
	expect_status 0
	expect_err "^stats: modules from the cache +$modules\$"
	cmp -s plain.db archive.db || fail "$archive gives another store"
done

# Damage of every kind: the answer stays, one line tells, the entry is as new.
damaged() { # what has just been done to the first entry, $1, is noticed and mended
	analyse $((modules - 1))
	warns "$1"
	analyse $modules
	quiet
}
rm -r c
analyse 0
size=$(stat -c %s "$(first)")
cp "$(first)" good

for keep in 0 1 40 $((size / 2)) $((size - 72)) $((size - 1)); do
	head -c "$keep" good >"$(first)"
	damaged 'cannot be used.*: 1 .*truncated'
done
for at in 0 9 13 17 25 33 60 $((size / 2)) $((size - 90)) $((size - 70)) $((size - 60)) $((size - 41)); do
	cp good "$(first)"
	python3 -c '
import sys
with open(sys.argv[1], "r+b") as f:
    f.seek(int(sys.argv[2])); byte = f.read(1)[0]
    f.seek(int(sys.argv[2])); f.write(bytes([byte ^ 4]))' "$(first)" "$at"
	damaged 'cannot be used'
done
printf x >>"$(first)"
damaged 'cannot be used'
cp "$(entries | tail -n 1)" "$(first)"
damaged 'another module'
seq 100000 >"$(first)"
damaged 'no entry of a cache'
truncate -s 1T "$(first)"
damaged 'no entry of a cache'
entry=$(first)
rm "$entry" && ln -s /dev/zero "$entry"
damaged 'no entry of a cache'
[[ -f $entry && ! -L $entry ]] || fail "the entry is still a symbolic link"
rm "$entry" && mkfifo "$entry"
damaged 'no entry of a cache'

# Of another extractor: the last 32 bytes say which.
for entry in $(entries); do
	printf 'another version, another version' | dd of="$entry" bs=1 seek=$(($(stat -c %s "$entry") - 32)) conv=notrunc status=none
done
analyse 0
warns "of another version.*: $modules\$"
analyse $modules
quiet

# A directory in an entry's place cannot be replaced.
entry=$(first)
rm "$entry" && mkdir "$entry"
analyse $((modules - 1))
expect_err 'warning: c: .*cannot be used.*: 1 '
expect_err 'warning: c: .*could not be written: 1 .*directory'
rmdir "$entry"
analyse $((modules - 1))
quiet

# No directory, and none to be had: done without.
for bad in plain.db/c none/c m1.bc; do
	run "$bin/capmap-analyze" --cache "$bad" -o bad.db "${inputs[@]}"
	expect_status 0
	expect_err "warning: $bad: no cache: "
	cmp -s plain.db bad.db || fail "another store without a cache"
done
if [[ $(id -u) -ne 0 ]]; then
	chmod 0 c
	run "$bin/capmap-analyze" --cache c -o bad.db "${inputs[@]}"
	expect_status 0
	expect_err 'warning: c: no cache: .*Permission denied'
	chmod 555 c c/*
	analyse $modules
	quiet
	chmod 755 c c/*
fi

# No room: by a limit on file size, and by a full disk. Nothing is left behind.
rm -r c
run bash -c 'trap "" XFSZ; ulimit -f 1; exec "$@"' - "$bin/capmap-analyze" --cache c --check-alias "${inputs[@]}"
expect_status 0
warns "could not be written: $modules .*too large"
[[ -z $(find c -type f) ]] || fail "left behind: $(find c -type f)"
mkdir small
if [[ $(id -u) -eq 0 ]] && mount -t tmpfs -o size=64k tmpfs small 2>/dev/null; then
	head -c 60000 /dev/zero >small/filler
	run "$bin/capmap-analyze" --cache small/c -o c.db "${inputs[@]}"
	expect_status 0
	expect_err "warning: small/c: .*could not be written: [1-$modules] .*[Nn]o space left"
	[[ $(grep -c warning "$err") -eq 1 ]] || fail "more than one line of warning"
	cmp -s plain.db c.db || fail "another store with a full disk"
	[[ -z $(find small/c -name 'new-*') ]] || fail "left behind: $(find small/c -name 'new-*')"
fi

# What the extractor refuses is not kept.
head -c 2000 m1.bc >short.bc
for _ in 1 2; do
	run "$bin/capmap-analyze" --cache c -o bad.db short.bc
	expect_error 'short\.bc: '
done

# The oldest goes first; files of others stay.
rm -r c
analyse 0
echo mine >c/README && echo mine >"c/$(first | cut -d / -f 2)/notes"
touch -d '2 days ago' "$(first)"
oldest=$(first)
module 3 2
plain=changed.db analyse $((modules - 1)) --cache-limit 1
[[ -e $oldest ]] || fail "trimmed below the limit"
python3 - >wide.c <<'END'
for i in range(9000):
    print(f"int object_with_a_long_name_{i};\nvoid function_with_a_long_name_{i}(int n) {{ object_with_a_long_name_{i} = n; }}")
END
compile wide.bc <wide.c
touch -d '2 days ago' "$oldest"
run "$bin/capmap-analyze" --cache c --cache-limit 1 -o wide.db wide.bc
expect_status 0
expect_no_file "$oldest"
[[ -e c/README && -e c/${oldest:2:2}/notes ]] || fail "removed what is not its own"
[[ $(du -sk c | cut -f 1) -le 1200 ]] || fail "larger than the limit: $(du -sk c)"
touch -d '2 hours ago' c/new-old && touch c/new-young
module 3 3
"$bin/capmap-analyze" --cache c -o bad.db "${inputs[@]}"
expect_no_file c/new-old
[[ -e c/new-young ]] || fail "removed another run's file"
module 3 1

# Many at once, killed at any time, and one of them removing all it finds: no store suffers.
rm -r c
exec 3>&2 2>/dev/null # the shell's own words about killed jobs
for round in 1 2 3 4 5 6; do
	for n in 1 2 3; do
		"$bin/capmap-analyze" --cache c -o "many$n.db" "${inputs[@]}" 2>>many.err &
		pids[n]=$!
	done
	"$bin/capmap-analyze" --cache c -o killed.db "${inputs[@]}" 2>/dev/null &
	killed=$!
	sleep "0.0$((round * 2))"
	kill -9 $killed
	[[ $((round % 2)) -eq 0 ]] || rm -rf c/??
	for n in 1 2 3; do
		wait "${pids[n]}" || fail "run $n failed: $(cat many.err)"
		cmp -s plain.db "many$n.db" || fail "run $n gives another store"
	done
	wait $killed
done
exec 2>&3
! grep -v 'could not be written' many.err || fail "a warning"
analyse '[0-9]'
analyse $modules
quiet
exit 0
