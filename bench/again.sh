#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Claim: with a cache of facts, what has not changed is not read again; and what is left.
#
# usage: bench/again.sh [-n RUNS] [-j JOBS] [-f FILE] LIST DIR
#
# LIST names bitcode objects by paths below DIR, where a kernel was built: objects.list of
# examples/linux-6.1/run.sh, with DIR its linux/capmap-build. FILE (kernel/cred.c) gets one more
# function, which writes to a struct, and is compiled again as DIR/compile_commands.json says; the
# tree stays as it is. In turn: first (an empty cache), unchanged, and after the change.
. "$(dirname -- "$0")/lib.sh"

runs=3 jobs=$(nproc) file=kernel/cred.c
while getopts n:j:f: option; do
	case $option in
	n) runs=$OPTARG ;;
	j) jobs=$OPTARG ;;
	f) file=$OPTARG ;;
	*) sed -n 's/^# usage: /usage: /p' "$0" >&2 && exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[[ $# -eq 2 ]] || { sed -n 's/^# usage: /usage: /p' "$0" >&2 && exit 2; }
list=$(realpath -- "$1")
cd -- "$2"

object=${file%.c}.o
grep -Fxq -- "$object" "$list" || { echo "$list does not name $object" >&2 && exit 2; }
# Compiled from standard input, under its own name and from its own folder.
python3 - "$file" "$tmp/compile" <<'END'
import json, os, shlex, sys
file, script = sys.argv[1:]
for entry in json.load(open('compile_commands.json')):
    args = shlex.split(entry['command'])
    if entry['file'].endswith('/' + file):
        source = args.pop()
        assert os.path.basename(source) == os.path.basename(file)
        args[args.index('-o') + 1] = '"$1"'
        line = ' '.join(a if a == '"$1"' else shlex.quote(a) for a in args)
        open(script, 'w').write(
            f"{{ printf '# 1 \"%s\"\\n' {shlex.quote(source)}; cat {shlex.quote(source)}; cat; }} |\n"
            f"{line} -I{shlex.quote(os.path.dirname(source))} -x c -\n")
END
bash "$tmp/compile" "$tmp/changed.o" <<'END'
struct added_by_bench { struct added_by_bench *next; int count; } *added_by_bench;
void added_by_bench_fn(struct added_by_bench *to);
void added_by_bench_fn(struct added_by_bench *to) { to->next = added_by_bench; added_by_bench = to; to->count++; }
END
sed "s|^$object\$|$tmp/changed.o|" "$list" >"$tmp/changed.list"

machine
analyse() { # round $1 of list $2, to store $3
	measure "$tmp/$1" "$bin/capmap-analyze" --stats --cache "$tmp/cache" -j "$jobs" -o "$tmp/$3" \
		--subsystems "$repo/examples/linux-6.1/subsystems.tsv" "@$2"
	cp -- "$err" "$tmp/stats.$1.$run"
}
for ((run = 0; run < runs; run++)); do
	rm -rf -- "$tmp/cache"
	analyse first "$list" first.db
	analyse unchanged "$list" unchanged.db
	analyse changed "$tmp/changed.list" changed.db
	cmp -- "$tmp/first.db" "$tmp/unchanged.db"
	grep -q "^stats: modules from the cache *$(($(wc -l <"$list") - 1))\$" "$tmp/stats.changed.$run"
done

for round in first unchanged changed; do
	printf '\n%-28s %10s %10s %10s\n' "$round" 'wall, s' 'cpu, s' 'MB'
	phases "$tmp/stats.$round".*
	row capmap-analyze "$tmp/$round"
done
printf '\n%-28s %10s %10s\n' 'share of the first time, %' wall cpu
for round in unchanged changed; do
	paste -d ' ' "$tmp/$round" "$tmp/first" | awk '{ printf "%.1f %.1f\n", 100 * $1 / $4, 100 * $2 / $5 }' >"$tmp/share"
	printf '%-28s %10s %10s\n' "$round" "$(median "$tmp/share" 1)" "$(median "$tmp/share" 2)"
done
printf '\n%s modules, of %s MB; in the cache %s MB; what the change adds to the store:\n' "$(wc -l <"$list")" \
	"$(tr '\n' '\0' <"$list" | xargs -0 stat -L -c %s -- | awk '{ n += $1 } END { printf "%.0f", n / 1e6 }')" \
	"$(du -sm -- "$tmp/cache" | cut -f 1)"
sqlite3 -readonly "$tmp/changed.db" \
	"SELECT DISTINCT function, object FROM accesses WHERE function = 'added_by_bench_fn'"
