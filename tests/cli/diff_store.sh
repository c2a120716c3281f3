#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# capmap-diff on stores written by hand: every format to the byte, every bit of the exit status,
# suppressions, what counts as the same function.
#
# CAPMAP_ACCEPT=1 makes the present output the expected one, in tests/data/diff.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-diff

data=$tests/data/diff
cd -- "$tmp" || exit 1
cp -- "$data/accepted.conf" .

store() { # NAME.db of the lines on standard input
	"$tests/data/tiny-store.sh" "$1.db" || fail "cannot make $1.db"
}
edited() { # NAME.db of old.lines changed by a sed script
	sed -E "$2" "$data/old.lines" | store "$1"
}
diff_stores() { run "$bin/capmap-diff" --today 2026-06-01 "$@"; }

store old <"$data/old.lines"
store new <"$data/new.lines"

# ---- The formats ------------------------------------------------------------------------------
diff_stores old.db new.db -s accepted.conf -f text,json -f sarif -f markdown -o all
expect_status 24
expect_silent_out
cp all.sarif made.sarif
sed -Ei 's/"(version|semanticVersion)": "[^"]*"/"\1": "-"/' all.sarif # goes up with each release
for suffix in txt json sarif md; do
	[[ -z ${CAPMAP_ACCEPT-} ]] || cp -- "all.$suffix" "$data/expected.$suffix"
	cmp -- "$data/expected.$suffix" "all.$suffix" || fail "all.$suffix is not as expected"
done
mv made.sarif all.sarif
for pair in text:txt json:json sarif:sarif markdown:md; do
	diff_stores old.db new.db -s accepted.conf -f "${pair%:*}"
	expect_status 24
	cmp -- "all.${pair#*:}" "$out" || fail "${pair%:*} on stdout differs from the file"
done
diff_stores old.db new.db --no-explain -f text
expect_status 24
! grep -q 'how:' "$out" || fail "--no-explain explains"
diff_stores --no-explain --explain old.db new.db
grep -q 'how:' "$out" || fail "--explain does not"

# The schema of the standard itself, where there is one.
if [[ -n ${CAPMAP_SARIF_SCHEMA-} ]]; then
	run python3 -c 'import json, jsonschema, sys
jsonschema.validate(*(json.load(open(f)) for f in sys.argv[1:]))' all.sarif "$CAPMAP_SARIF_SCHEMA"
	expect_status 0
fi

# ---- The exit status --------------------------------------------------------------------------
expect() { # STATUS, after a change of old.lines by a sed script, and what the text says
	edited changed "$2"
	diff_stores old.db changed.db "${@:4}"
	expect_status "$1"
	expect_out "$3"
}
same='s/^(function\|[^|]*\|[^|]*)\|[0-9]+/\1|99/; s/^(site\|.*\.c\|)[0-9]+/\199/; s/input_hash\|1/input_hash|7/'
expect 0 "$same" '^No difference in who may write what'
expect 4 '/^site.net_recv/d' '^1 function lost rights'
expect 4 '$a function|idle|a.c|1' '^Functions added'
expect 4 '/^unknown.net_recv/d' 'net_recv, inttoptr: 1 -> 0'
expect 4 's/^region.vfs.files.3/region|vfs\/files|5/' '^Regions with another key'
expect 8 's/(site.net_recv.*)files/\1files,cred_jar/' 'cred/cred_jar: cred_jar'
expect 8 '$a function|new|a.c|1\nsite|new|store|a.c|2||sent' '^  new \(a.c:1\), new'
expect 8 's/(site.net_recv.*)files/\1sent/' '^Lost'
expect 16 '$a unknown|commit|inttoptr|cred/cred.c|11' 'commit, inttoptr: 0 -> 1, at cred/cred.c:11'
expect 16 's/unknown.commit.asm-template(.*)/&\n&/' 'asm-template: 1 -> 2'
expect 20 '/^site.net_recv/d; $a unknown||native-object||0|x.o' '\(program\), native-object: 1 -> 2'
# One fewer elsewhere does not make up for one more here.
expect 20 '/^unknown.net_recv/d; $a unknown|commit|inttoptr|cred/cred.c|11' 'commit, inttoptr: 0 -> 1'
expect 24 's/(site.net_recv.*)files/\1sent/; $a unknown|commit|inttoptr|cred/cred.c|11' '^Unknowns'

# A stack variable or code is nobody's capability.
expect 0 '$a object|tmp3|stack|\nobject|run|code|\nsite|commit|store|a.c|1||tmp3,run' '^No difference'

diff_stores old.db
expect_status 2
diff_stores old.db new.db old.db
expect_status 2
diff_stores old.db new.db -f html
expect_status 2
diff_stores old.db new.db -f text,json
expect_status 2
expect_err 'need -o'
run "$bin/capmap-diff" old.db new.db --today 2026-02-30
expect_status 2
diff_stores old.db none.db
expect_error 'none\.db'
diff_stores old.db accepted.conf
expect_error 'not a capmap store'
diff_stores old.db new.db -o "$tmp/no/such/dir"
expect_error 'no/such/dir'
diff_stores old.db new.db -s none.conf
expect_error 'none\.conf: cannot open'

# ---- Mapping: told, and a widening only when asked ----------------------------------------------
shared='s/^region.cred.cred_jar.1/region|cred\/cred_jar|2/'
expect 4 "$shared" '^  cred/cred_jar: reached by net_send through key 2$'
expect 8 "$shared" '^  cred/cred_jar: reached by net_send through key 2$' --strict
open='s/^region.cred.cred_jar.1/region|cred\/cred_jar|0/'
expect 4 "$open" '^  cred/cred_jar: reached by every function'
expect 8 "$open" '^  cred/cred_jar: reached by every function' --strict
moved='s/^(object.files.*)vfs.files/\1net\/buffer/'
expect 4 "$moved" '^  net/buffer, with objects that were in vfs/files: reached by net_send through its other objects$'
expect 8 "$moved" '^  net/buffer, with' --strict
# The same regions under other names, the same partition under other keys.
expect 4 's/vfs.mounts/vfs\/dentry/' '^Regions with another name'
# A region that others joined is not the same by another name.
expect 4 's/vfs.mounts/vfs\/dentry/; s/(object.sent.*)net.buffer/\1vfs\/dentry/' '^Regions removed'
# Without keys on both sides, only regions count.
edited bare 's/^(region.*)\|[0-9]/\1/'
diff_stores old.db bare.db
expect_status 4
expect_out '^Keys were not compared: the new store has none'

# ---- Long lists -------------------------------------------------------------------------------
# "and 1 more" would be no shorter than the one.
many() { seq "$1" | sed 's/.*/function|many&|a.c|&/'; }
{ cat "$data/old.lines" && many 21; } | store changed
diff_stores old.db changed.db
expect_out 'many8, many9$'
{ cat "$data/old.lines" && many 22; } | store changed
diff_stores old.db changed.db
expect_out 'many7 and 2 more$'

# ---- Suppressions -------------------------------------------------------------------------------
accept() { # what differs is accepted by stanzas on standard input
	cat >accept.conf
	diff_stores old.db changed.db -s accept.conf "$@"
}
edited changed 's/(site.net_recv.*)files/\1files,cred_jar,sent/; $a unknown|commit|inttoptr|cred/cred.c|11'
stanza() { # KIND KEY VALUE...
	printf '[%s]\n' "$1"
	shift
	while [[ $# -gt 0 ]]; do
		printf '%s = %s\n' "$1" "$2"
		shift 2
	done
	printf 'reason = known\nexpires = 2026-06-01\n'
}
accept < <(stanza access function 'net_*' && stanza unknown unknown inttoptr)
expect_status 4
expect_out 'accept\.conf:1 until 2026-06-01: known'
accept < <(stanza access region 'cred/*' && stanza unknown unknown inttoptr)
expect_status 8
expect_out '^    net/buffer: sent$'
accept < <(stanza access function 'net_recv')
expect_status 20
accept < <(stanza access function 'net_recv' region 'vfs/*')
expect_status 25
expect_err '^capmap-diff: error: accept\.conf:1: \[access\] covers nothing'
accept < <(stanza unknown function commit && stanza access object cred_jar &&
	stanza access object sent && stanza open region x)
expect_status 5
expect_err 'accept\.conf:13: \[open\] covers nothing'
accept < <(stanza access function '*' | sed 's/06-01/05-31/')
expect_status 25
expect_err 'accept\.conf:1: \[access\] expired on 2026-05-31'
accept < <(stanza access function '*' && echo 'file = x')
expect_error 'accept\.conf:5: \[access\] has no key "file"'
edited changed '$a unknown|commit|inttoptr|cred/cred.c|11'
accept < <(stanza access function x && stanza sharing region '*')
expect_status 17
edited changed '$a unknown||native-object||0|x.o'
accept < <(stanza unknown function '(program)')
expect_status 4
edited changed "$shared"
accept --strict < <(stanza sharing function net_send from cred/cred_jar)
expect_status 8
expect_out '^  net/buffer: reached by commit through key 2$'
accept --strict < <(stanza sharing region '*')
expect_status 4
expect_out '^  by sharing, cred/cred_jar: objects of cred/cred_jar$'
edited changed "$open"
accept --strict < <(stanza open region 'cred/*')
expect_status 4
edited changed "$moved"
accept --strict < <(stanza grouping from vfs/files)
expect_status 8
expect_out '^  net/buffer: reached by net_recv through its other objects$'
accept --strict < <(stanza grouping region 'net/*')
expect_status 4
accept --strict < <(stanza grouping from vfs/other)
expect_status 9
edited changed "$same"
accept < <(stanza access function x)
expect_status 1
exit 0
