#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# capmap-analyze and bad input: one located message, exit status 1, no store and nothing left behind.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze

small_bitcode "$tmp/good.bc"
mkdir "$tmp/d"

rejects() { # input $1 with a message that holds $2
	run "$bin/capmap-analyze" -o "$tmp/d/db" "$tmp/good.bc" "$1"
	expect_error "$2"
	[[ -z $(ls -A "$tmp/d") ]] || fail "left behind: $(ls -A "$tmp/d")"
}

rejects "$tmp/none.bc" 'none\.bc: .*No such file'
rejects "$tmp/d" 'd: '

: >"$tmp/empty.bc"
rejects "$tmp/empty.bc" 'empty\.bc: '

echo 'int main(void) { return 0; }' >"$tmp/source.c"
rejects "$tmp/source.c" 'source\.c: '

head -c 5000 /dev/zero >"$tmp/zeros.bc"
rejects "$tmp/zeros.bc" 'zeros\.bc: '

size=$(stat -c %s "$tmp/good.bc")
for keep in 3 4 8 100 $((size / 2)) $((size - 4)); do
	head -c "$keep" "$tmp/good.bc" >"$tmp/short.bc"
	rejects "$tmp/short.bc" 'short\.bc: '
done

# Noise in the middle; the magic stays.
{
	head -c $((size / 3)) "$tmp/good.bc"
	head -c 64 /dev/zero | tr '\0' '\377'
	tail -c +$((size / 3 + 65)) "$tmp/good.bc"
} >"$tmp/noise.bc"
rejects "$tmp/noise.bc" 'noise\.bc: '

# Made by another LLVM: its name is in the file, a string of six-bit letters at any bit.
python3 - "$tmp/good.bc" "$tmp/other.bc" <<'END'
import string, sys
letters = string.ascii_lowercase + string.ascii_uppercase + string.digits + '._'
def bits(text):
    return ''.join(format(letters.index(c), '06b')[::-1] for c in text)
data = open(sys.argv[1], 'rb').read()
stream = ''.join(format(byte, '08b')[::-1] for byte in data)
assert stream.count(bits('LLVM19.')) == 1
stream = stream.replace(bits('LLVM19.'), bits('LLVM18.'))
open(sys.argv[2], 'wb').write(bytes(int(stream[i:i + 8][::-1], 2) for i in range(0, len(stream), 8)))
END
rejects "$tmp/other.bc" 'other\.bc: bitcode of LLVM 18, .*; rebuild with clang 19'
llvm-ar-19 rcs "$tmp/other.a" "$tmp/other.bc"
rejects "$tmp/other.a" 'other\.a\(other\.bc\): bitcode of LLVM 18'

# A native object alone has nothing to analyse; beside bitcode it is reported and counted.
echo 'int x;' | clang-19 -x c -c -o "$tmp/native.o" -
run "$bin/capmap-analyze" -o "$tmp/d/db" "$tmp/native.o"
expect_error 'no bitcode'
expect_no_file "$tmp/d/db"

# Lists.
printf '%s\n' "$tmp/good.bc" >"$tmp/list"
run "$bin/capmap-analyze" -o "$tmp/listed.db" "@$tmp/list"
expect_status 0
expect_whole_store "$tmp/listed.db"

printf '%s\n' "$tmp/good.bc" "$tmp/none.bc" >"$tmp/list"
rejects "@$tmp/list" 'none\.bc'
rejects "@$tmp/no-list" 'no-list: .*No such file'

if [[ $(id -u) -ne 0 ]]; then
	cp "$tmp/good.bc" "$tmp/secret.bc"
	chmod 0 "$tmp/secret.bc"
	rejects "$tmp/secret.bc" 'secret\.bc: .*Permission denied'
fi

# Archives, normal and thin, give what their members give.
llvm-ar-19 rcs "$tmp/normal.a" "$tmp/good.bc"
llvm-ar-19 rcsT "$tmp/thin.a" "$tmp/good.bc"
for archive in normal thin; do
	run "$bin/capmap-analyze" -o "$tmp/$archive.db" "$tmp/$archive.a"
	expect_status 0
	[[ $(sql "$tmp/$archive.db" 'SELECT count(*) FROM accesses') == \
		$(sql "$tmp/listed.db" 'SELECT count(*) FROM accesses') ]] || fail "$archive differs"
done

# --keep-going turns a bad input into an unknowns row.
run "$bin/capmap-analyze" --keep-going -o "$tmp/partial.db" "$tmp/good.bc" "$tmp/noise.bc"
expect_status 0
expect_err 'warning: .*noise\.bc'
[[ $(sql "$tmp/partial.db" 'SELECT count(*) FROM unknowns') -gt 0 ]] || fail "no unknowns row"
exit 0
