#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Claim: extraction is as wide as the build. Kernel files are compiled by icecream workers that hold
# nothing of capmap's but what the compiler's environment brings them; each object comes back with
# its facts inside. They are those that are extracted here from an object compiled here, and so is
# the store; but not the hash of the objects, since icecream compiles what has been preprocessed:
# debug info then has no checksums of source files, and names the folder.
#
# usage: bench/fleet.sh [-n FILES] [-j JOBS] WORK
#
# WORK is a directory that examples/linux-6.1/run.sh --until objects has filled; FILES (36) of its
# files are compiled, evenly spread. A scheduler and two workers are started in a network of their
# own, which has a loopback device only, and end with the script. Needs root, since workers chroot(),
# and the packages icecc, iproute2 and time.
if [[ -z ${CAPMAP_FLEET_NETWORK:-} && $(id -u) -eq 0 ]]; then
	CAPMAP_FLEET_NETWORK=own exec unshare --net --mount --pid --fork --kill-child "$0" "$@"
fi
. "$(dirname -- "$0")/lib.sh"

files=36 jobs=2
while getopts n:j: option; do
	case $option in
	n) files=$OPTARG ;;
	j) jobs=$OPTARG ;;
	*) sed -n 's/^# usage: /usage: /p' "$0" >&2 && exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[[ $# -eq 1 ]] || { sed -n 's/^# usage: /usage: /p' "$0" >&2 && exit 2; }
[[ $(id -u) -eq 0 ]] || { echo "needs root" >&2 && exit 2; }
PATH=$PATH:/usr/sbin
for program in ip icecc icecc-create-env icecc-scheduler iceccd; do
	command -v "$program" >/dev/null || { echo "needs $program: apt-get install icecc iproute2" >&2 && exit 2; }
done
plugin=$(realpath -- "$bin/../lib/CapMap.so")
work=$(realpath -- "$1")
ice=$tmp/ice
chmod 755 "$tmp" # a worker runs as user icecc
mkdir -- "$ice" "$tmp/plain" "$tmp/local" "$tmp/fleet"
chown icecc: "$ice"

daemons=()
# shellcheck disable=SC2317 # called by the trap
stop() {
	[[ ${#daemons[@]} -eq 0 ]] || kill "${daemons[@]}" 2>/dev/null || true
	wait
	umount /proc/stat 2>/dev/null || true
	rm -rf -- "$tmp"
}
trap stop EXIT

# A script a file, that compiles it as the kernel did: $1 goes before the command, $2 is the folder
# for the object, and the rest is added to the command.
python3 - "$work" "$files" "$tmp" <<'END'
import json, os, shlex, sys
work, count, tmp = sys.argv[1], int(sys.argv[2]), sys.argv[3]
listed = [line.strip() for line in open(f'{work}/objects.list')]
chosen = set(listed[i * len(listed) // count] for i in range(count))
commands = {}
for entry in json.load(open(f'{work}/linux/capmap-build/compile_commands.json')):
    args = shlex.split(entry['command'])
    at = args.index('-o') + 1
    if args[at] in chosen:
        commands[args[at]] = (entry['directory'], args, at)
assert len(commands) == len(chosen), 'the compilation database lacks a file'
with open(f'{tmp}/objects', 'w') as names:
    for i, name in enumerate(n for n in listed if n in chosen):
        directory, args, at = commands[name]
        words = ['"$2"/' + str(i) + '.o' if j == at else shlex.quote(a) for j, a in enumerate(args)]
        with open(f'{tmp}/compile.{i}', 'w') as out:
            out.write(f'cd {shlex.quote(directory)} && exec $1 {" ".join(words)} "${{@:3}}"\n')
        names.write(f'{i}\n')
END
files=$(wc -l <"$tmp/objects")

compile_all() { # $1: folder, $2: numbers of files, $3: jobs, $4: command in front, the rest: options
	local to=$1 numbers=$2 many=$3 front=$4
	shift 4
	xargs -P "$many" -I '{}' bash "$tmp/compile.{}" "$front" "$to" "$@" <"$numbers"
}

machine
SECONDS=0
compile_all "$tmp/plain" "$tmp/objects" "$jobs" ''
printf '%-44s %4d s\n' "$files files, $jobs at a time, locally" $SECONDS
SECONDS=0
export CAPMAP_FACTS_IN_OBJECT=1
compile_all "$tmp/local" "$tmp/objects" "$jobs" '' "-fpass-plugin=$plugin"
printf '%-44s %4d s\n' 'the same with the plugin' $SECONDS

# What is shipped to the workers: the compiler, the plugin, and what they are linked with.
(cd -- "$ice" && icecc-create-env "$(command -v clang-19)" --addfile "$plugin" >create.log 2>&1)
environment=$(echo "$ice"/*.tar.gz)
printf '%-44s %4d MB\n' 'compiler and plugin, as shipped' $(($(stat -c %s "$environment") >> 20))

ip link set lo up
# A worker of a busy machine gets no work; these are to be idle, whatever else runs here.
printf 'cpu  1 0 1 99999998 0 0 0 0 0 0\n' >"$ice/stat"
mount --bind "$ice/stat" /proc/stat
network=capmap
export ICECC_TESTS=1 ICECC_SCHEDULER=:8797 ICECC_TEST_SCHEDULER_PORTS=8797:8798
icecc-scheduler -p 8797 -n $network -l "$ice/scheduler.log" -vv &
daemons+=($!)
worker() { # name, then options
	local name=$1
	shift
	mkdir -- "$ice/$name"
	chown icecc: "$ice/$name"
	ICECC_TEST_SOCKET=$ice/socket-$name iceccd -b "$ice/$name" -l "$ice/$name.log" \
		-n $network -N "$name" -s 127.0.0.1:8797 -vv "$@" &
	daemons+=($!)
}
each=$(((jobs + 1) / 2)) # to each at a time; it takes one more, for the scheduler learns late what is done
worker client --no-remote -m 1
worker one -p 10346 -m $((each + 1))
worker two -p 10347 -m $((each + 1))
for _ in $(seq 60); do
	[[ $(cat "$ice"/{client,one,two}.log 2>/dev/null | grep -c 'Connected to scheduler') -ge 3 ]] && break
	sleep 0.5
done

# Every second file to either, lest one gets all; icecream keeps some for the client nevertheless.
export ICECC_TEST_SOCKET=$ice/socket-client ICECC_VERSION=$environment ICECC_REMOTE_CPP=1 \
	ICECC_DEBUG=info ICECC_LOGFILE=$ice/icecc.log
compiled_by() {
	grep -c 'Remote compilation completed with exit code 0' "$ice/$1.log" || true
}
# The first job of a worker brings it the environment; until it is unpacked, others stay here.
mkdir -- "$tmp/first"
SECONDS=0
head -n 1 "$tmp/objects" >"$tmp/first.list"
for name in one two; do
	for _ in $(seq 20); do
		ICECC_PREFERRED_HOST=$name compile_all "$tmp/first" "$tmp/first.list" 1 icecc "-fpass-plugin=$plugin"
		[[ $(compiled_by $name) -eq 0 ]] || break
	done
done
printf '%-44s %4d s\n' 'bringing it to two workers' $SECONDS
SECONDS=0
jobs_of=()
for name in one two; do
	[[ $name == one ]] && rest=0 || rest=1
	awk -v rest="$rest" '$1 % 2 == rest' "$tmp/objects" >"$tmp/objects.$name"
	ICECC_PREFERRED_HOST=$name compile_all "$tmp/fleet" "$tmp/objects.$name" $each icecc "-fpass-plugin=$plugin" &
	jobs_of+=($!)
done
for job in "${jobs_of[@]}"; do wait "$job"; done
printf '%-44s %4d s\n' 'the same by two workers of icecream' $SECONDS
here=$files
for name in one two; do
	many=$(($(compiled_by $name) - 1))
	here=$((here - many))
	printf '  %-42s %4d\n' "compiled by worker $name" $many
done
printf '  %-42s %4d\n' 'kept by the client' "$here"

failed=0
judge() { # a line that says whether files $2 and $3 are the same
	printf '%-44s ' "$1"
	if cmp -s -- "$2" "$3"; then echo same; else echo DIFFERENT && failed=1; fi
}
equal=0
while read -r i; do
	for side in plain local fleet; do
		"$bin/capmap-facts" "$tmp/$side/$i.o" | sed '1s/ input=[0-9a-f]*//' >>"$tmp/$side.facts"
	done
	cmp -s -n "$(stat -c %s "$tmp/plain/$i.o")" -- "$tmp/plain/$i.o" "$tmp/local/$i.o" ||
		{ echo "the plugin changes object $i" && failed=1; }
	! cmp -s -- "$tmp/local/$i.o" "$tmp/fleet/$i.o" || equal=$((equal + 1))
	"$bin/capmap-facts" -o "$tmp/plain/$i.cmf" "$tmp/plain/$i.o"
	"$bin/capmap-facts" -o "$tmp/local/$i.cmf" "$tmp/local/$i.o"
	cat -- "$tmp/plain/$i.cmf" >>"$tmp/plain.cmf"
	cat -- "$tmp/local/$i.cmf" >>"$tmp/local.cmf"
done <"$tmp/objects"
judge 'facts in objects of the local compiler' "$tmp/plain.cmf" "$tmp/local.cmf"
judge 'facts in objects of workers' "$tmp/plain.facts" "$tmp/fleet.facts"
printf '%-44s %d of %d\n' 'objects of workers that are byte for byte so' $equal "$files"

for side in plain fleet; do
	sed "s|.*|$tmp/$side/&.o|" "$tmp/objects" >"$tmp/list"
	measure "$tmp/$side.time" "$bin/capmap-analyze" --stats -o "$tmp/$side.db" "@$tmp/list"
	cp -- "$err" "$tmp/$side.stats"
	sqlite3 -readonly "$tmp/$side.db" .dump | grep -v "'input_hash'" >"$tmp/$side.sql"
done
judge 'stores' "$tmp/plain.sql" "$tmp/fleet.sql"
total() { find "$tmp/$1" -name "*.$2" -print0 | xargs -0 stat -c %s -- | awk '{ n += $1 } END { print n }'; }
printf '%-44s %d, of facts %d\n' 'bytes of objects without' "$(total plain o)" "$(total plain cmf)"
printf '%-44s %d\n' 'bytes of objects with their facts' "$(total fleet o)"
for side in plain fleet; do
	grep -E '^stats: modules with|^stats: phase read' "$tmp/$side.stats" | sed "s/^stats:/$side:/"
done
exit $failed
