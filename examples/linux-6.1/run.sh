#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# From a kernel source package to a kernel that enforces its key table, in named
# stages. See --help.
#
# Every stage is three functions: stage_NAME does the work, inputs_NAME prints
# what the result depends on, outputs_NAME prints the files that must exist
# afterwards. A stage is skipped when the hash of its inputs is the one in its
# stamp and its outputs are there. To add a stage, write the three functions and
# name it in "stages".
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd -- "$here/../.." && pwd)
stages=(packages build unpack configure objects link analyze map report graph learn kernel boot)

usage() {
	cat <<'END'
usage: run.sh [OPTION]...

Compile a Linux 6.1 kernel to LLVM bitcode, find out which function may write
which data, assign the 15 protection keys, and run the kernel that enforces
them. Stops at the first stage that fails; run it again and it resumes there.

  --tree DIR|TARBALL  the kernel source; default: Debian's linux-source-6.1.
                      A directory is copied, never written to
  --config FILE       a configuration fragment, merged over tinyconfig;
                      default: kernel.config beside this script
  --evidence FILE     writes that the analysis misses and an audit proved;
                      default: the configuration's name with .evidence for
                      .config, if there is such a file of this kernel's version,
                      else what stage learn finds. With "none", the kernel boots in
                      audit mode at the end
  --work DIR          where everything is kept;
                      default: ${XDG_CACHE_HOME:-~/.cache}/capmap/linux-6.1
  -j N, --jobs N      run N jobs at once; default: the number of processors
  --until STAGE       stop after STAGE
  --from STAGE        do STAGE and all later ones again, even when up to date
  -h, --help          print this and exit

stages, in order:
  packages   install the Debian packages that are missing (needs root for that)
  build      compile capmap
  unpack     copy the kernel source into the work directory, and patch it
  configure  write its .config and check that it holds what was asked for
  objects    compile the kernel's C files to bitcode objects
  link       link the objects to one file, vmlinux.bc
  analyze    write the store, capmap.db
  map        assign the keys: capmap.ktab
  report     write report.txt, report.json, report.html
  graph      draw graph.svg and one picture each for two subsystems
  learn      without evidence: link a kernel and watch it, in an emulator, to see
             what it writes and the analysis misses
  kernel     link the kernel anew, with the windows of its key table
  boot       run it in an emulator: one legitimate write, and an illegal one

exit status:
  0    every stage asked for is done
  1    the work directory cannot be used
  2    wrong usage
  10   packages failed, or packages are missing and this is not root
  11   build failed             12   unpack failed
  13   configure failed         14   objects failed
  15   link failed              16   analyze failed
  17   map failed               18   report failed
  19   graph failed             20   learn failed
  21   kernel failed            22   boot failed
  130  interrupted
END
}

die() {
	local status=$1
	shift
	printf 'run.sh: %s\n' "$*" >&2
	exit "$status"
}

# ---- options ----------------------------------------------------------------

tree=/usr/src/linux-source-6.1.tar.xz # from the package of that name
own_tree=no
config=$here/kernel.config
own_config=no
evidence=
work=${XDG_CACHE_HOME:-$HOME/.cache}/capmap/linux-6.1
jobs=$(nproc)
from=
until=${stages[-1]}

stage_number() { # prints the index of stage $1, fails when there is none
	local i
	for i in "${!stages[@]}"; do
		[[ ${stages[i]} == "$1" ]] && echo "$i" && return
	done
	return 1
}

while [[ $# -gt 0 ]]; do
	option=$1
	shift
	case $option in
	-h | --help)
		usage
		exit 0
		;;
	--*=*)
		set -- "${option#*=}" "$@"
		option=${option%%=*}
		;;
	-j?*)
		set -- "${option#-j}" "$@"
		option=-j
		;;
	--tree | --config | --evidence | --work | --jobs | -j | --until | --from)
		[[ $# -gt 0 ]] || die 2 "$option needs an argument"
		;;
	*) die 2 "unknown option '$option'; try --help" ;;
	esac
	value=$1
	shift
	[[ -n $value ]] || die 2 "$option needs an argument"
	case $option in
	--tree) tree=$value own_tree=yes ;;
	--config) config=$value own_config=yes ;;
	--evidence) evidence=$value ;;
	--work) work=$value ;;
	--jobs | -j) jobs=$value ;;
	--until) until=$value ;;
	--from) from=$value ;;
	*) die 2 "unknown option '$option'; try --help" ;;
	esac
done

[[ $jobs =~ ^[1-9][0-9]*$ ]] || die 2 "-j needs a positive number, not '$jobs'"
for stage in "$until" ${from:+"$from"}; do
	stage_number "$stage" >/dev/null || die 2 "no stage '$stage'; the stages are: ${stages[*]}"
done
[[ -r $config ]] || die 2 "cannot read the configuration '$config'"
[[ $evidence == @(|none) || -r $evidence ]] || die 2 "cannot read the evidence '$evidence'"
[[ $own_tree == no || -r $tree ]] || die 2 "cannot read the kernel source '$tree'"
work=$(realpath -m -- "$work")
[[ $work != *[[:space:]:]* ]] || # the kernel's make cannot work below such a path
	die 2 "the work directory '$work' has a space or a colon in its path"
mkdir -p -- "$work" || die 1 "cannot create the work directory '$work'"
config=$(realpath -- "$config")
tree=$(realpath -m -- "$tree")
[[ -n $evidence || ! -r ${config%.config}.evidence ]] || evidence=${config%.config}.evidence
[[ $evidence == @(|none) ]] || evidence=$(realpath -- "$evidence")

source=$work/linux
# The objects go into a directory directly below the source, since the kernel
# then names its sources by relative paths: no object depends on where it was
# compiled.
objects=$source/capmap-build
programs=$work/build-capmap/bin
kernel=$repo/kernel-runtime/capmap-kernel

export here repo tree config own_config evidence work jobs source objects programs kernel

# The same bitcode at any time, by anybody.
export KBUILD_BUILD_TIMESTAMP='2024-01-01 00:00:00 UTC'
export KBUILD_BUILD_USER=capmap KBUILD_BUILD_HOST=capmap KBUILD_BUILD_VERSION=1
export LC_ALL=C

# ---- the stages -------------------------------------------------------------

missing_packages() {
	local package uses
	while read -r package uses; do
		[[ $package != \#* && $uses =~ build|kernel|boot ]] || continue
		[[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
			printf '%s\n' "$package"
	done <"$repo/cmake/debian-packages.txt"
}

# Always done: asking costs nothing, and packages can go away.
inputs_packages() { date +%s%N; }
outputs_packages() { :; }
stage_packages() {
	local missing
	mapfile -t missing < <(missing_packages)
	if [[ ${#missing[@]} -eq 0 ]]; then
		echo "every package is installed"
		return
	fi
	if [[ $(id -u) -ne 0 ]]; then
		echo "this is not root; install these packages and run again: ${missing[*]}"
		return 1
	fi
	export DEBIAN_FRONTEND=noninteractive
	apt-get update
	apt-get install -y --no-install-recommends "${missing[@]}"
}

files_of() { # the contents of the files below the named paths that exist
	local path
	for path; do
		[[ ! -e $path ]] || find "$path" -type f -print0
	done | sort -z | xargs -0 -r sha256sum --
}

inputs_build() {
	(cd -- "$repo" && files_of CMakeLists.txt cmake base passes analyzer mapper views kernel-runtime)
}
outputs_build() { printf '%s\n' "$programs"/capmap-{analyze,map,report,graph,explain,diff}; }
stage_build() {
	cmake -S "$repo" -B "$work/build-capmap" -G Ninja -DBUILD_TESTING=OFF
	ninja -C "$work/build-capmap" -j "$jobs"
}

inputs_unpack() {
	if [[ -d $tree ]]; then
		find "$tree" -name .git -prune -o -type f ! -name '*.o' -printf '%P %s %T@\n' | sort
	else
		sha256sum <"$tree"
	fi
}
outputs_unpack() { printf '%s\n' "$source/Makefile"; }
stage_unpack() {
	rm -f -- "$work/source.id"
	"$kernel" unpack --work "$work" --tree "$tree"
}

# Without these there is nothing to analyse, and nothing that could enforce.
required_config() { cat -- "$repo"/kernel-runtime/config/{lto,runtime}.config; }

unmet_config() { # prints the lines of fragment $1 that .config $2 does not hold
	awk '
		function option(line) {
			if (match(line, /^CONFIG_[A-Za-z0-9_]+=/)) return substr(line, 1, RLENGTH - 1)
			if (line ~ /^# CONFIG_[A-Za-z0-9_]+ is not set$/) return $2
			return ""
		}
		option($0) == "" { next }
		FILENAME == ARGV[1] { have[option($0)] = $0; next }
		{ want[option($0)] = $0 }
		END {
			for (o in want) {
				off = want[o] ~ /^#/
				got = (o in have) ? have[o] : "# " o " is not set"
				if (off ? got !~ /^#/ : got != want[o]) print want[o] "    but: " got
			}
		}' "$2" "$1" | sort
}

inputs_configure() { cat -- "$config" && required_config && echo "$own_config" && clang-19 --version; }
outputs_configure() { printf '%s\n' "$objects/.config"; }
stage_configure() {
	local unmet
	# From nothing: an object left by another configuration is not, byte for byte,
	# what compiling it now would give.
	rm -rf -- "$objects"
	"$kernel" prepare --work "$work" --tree "$tree" --config "$config" -j "$jobs"

	unmet=$(unmet_config "$objects/required.config" "$objects/.config")
	if [[ -n $unmet ]]; then
		printf 'the configuration lacks what the analysis needs:\n%s\n' "$unmet"
		return 1
	fi
	unmet=$(unmet_config "$config" "$objects/.config")
	if [[ -z $unmet ]]; then
		echo "the configuration has every option asked for"
		return
	fi
	printf '%s asks for options that this kernel does not grant:\n%s\n' "$config" "$unmet"
	# A complete .config from another tree always has a few such lines.
	[[ $own_config == yes ]]
}

inputs_objects() { (cd -- "$repo" && files_of examples/linux-6.1/link-order.sh kernel-runtime/{capmap,include}); }
outputs_objects() { printf '%s\n' "$objects/vmlinux.a" "$work/objects.list" "$work/objects.native"; }
stage_objects() {
	"$kernel" bitcode --work "$work" -j "$jobs"
	wc -l -- "$work/objects.list" "$work/objects.native"
}

inputs_link() { sha256sum -- "$work/objects.list" && llvm-link-19 --version; }
outputs_link() { printf '%s\n' "$work/vmlinux.bc"; }
stage_link() {
	cd -- "$objects"
	llvm-link-19 -o "$work/vmlinux.bc.new" "@$work/objects.list"
	mv -- "$work/vmlinux.bc.new" "$work/vmlinux.bc"
	ls -l -- "$work/vmlinux.bc"
}

# The store names objects as the list does, so run where the list is relative to. The native objects
# tell which functions assembly may call.
inputs_analyze() {
	sha256sum -- "$programs/capmap-analyze" "$here/subsystems.tsv" "$work"/objects.{list,native}
}
outputs_analyze() { printf '%s\n' "$work/capmap.db"; }
stage_analyze() {
	cd -- "$objects"
	"$programs/capmap-analyze" -o "$work/capmap.db" -j "$jobs" --stats --cache "$work/facts" \
		--subsystems "$here/subsystems.tsv" "@$work/objects.list" "@$work/objects.native"
}

inputs_map() {
	sha256sum -- "$programs/capmap-map" "$repo/kernel-runtime/unguarded.tsv"
}
outputs_map() { printf '%s\n' "$work"/{capmap.ktab,capmap_ktab.c,capmap_ktab.h}; }
stage_map() {
	"$programs/capmap-map" "$work/capmap.db" --unguarded "$repo/kernel-runtime/unguarded.tsv" -o "$work/"
}

inputs_report() { sha256sum -- "$programs/capmap-report"; }
outputs_report() { printf '%s\n' "$work"/report.{txt,json,html}; }
stage_report() {
	local format
	"$programs/capmap-report" "$work/capmap.db" >"$work/report.txt"
	for format in json html; do
		"$programs/capmap-report" "$work/capmap.db" --format "$format" >"$work/report.$format"
	done
	cat -- "$work/report.txt"
}

inputs_graph() { sha256sum -- "$programs/capmap-graph"; }
outputs_graph() { printf '%s\n' "$work"/graph{,-cred,-vfs}.svg; }
stage_graph() {
	local subsystem
	"$programs/capmap-graph" "$work/capmap.db" -o "$work/graph.svg"
	for subsystem in cred vfs; do
		"$programs/capmap-graph" "$work/capmap.db" --subsystem "$subsystem" \
			-o "$work/graph-$subsystem.svg"
	done
}

# The lines of evidence name places of the source, so they hold for one version.
of_this_kernel() { grep -qx "# of Linux $(make -s -C "$source" kernelversion)" -- "$1"; }

inputs_learn() {
	sha256sum -- "$programs/../lib/CapMap.so" "$here/rules.evidence"
	case $evidence in
	none) echo none ;;
	?*) sha256sum -- "$evidence" ;;
	*) (cd -- "$repo" && files_of kernel-runtime examples/linux-6.1/learn.sh tests/kernel/workload{,.c}) ;;
	esac
}
outputs_learn() { printf '%s\n' "$work/evidence"; }
stage_learn() {
	local rules=$here/rules.evidence known=$evidence
	of_this_kernel "$rules" || rules=
	if [[ $evidence == none ]]; then
		rules='' known=/dev/null
	elif [[ -z $evidence ]] || ! of_this_kernel "$evidence"; then
		[[ -z $evidence ]] || echo "$evidence is of another version of Linux"
		"$kernel" build --work "$work" --store "$work/capmap.db" --programs "$programs" -j "$jobs"
		known=$work/learn/evidence
		"$here/learn.sh" "$work" >"$work/learn.new"
		mv -- "$work/learn.new" "$known"
	fi
	cat -- ${rules:+"$rules"} "$known" >"$work/evidence"
	wc -l -- "$work/evidence"
}

inputs_kernel() {
	sha256sum -- "$programs/../lib/CapMap.so" "$work/evidence"
	(cd -- "$repo" && files_of kernel-runtime)
}
outputs_kernel() { printf '%s\n' "$objects/arch/x86/boot/bzImage" "$work/gates.txt" "$work/table.db"; }
stage_kernel() {
	"$kernel" build --work "$work" --store "$work/capmap.db" --audit "$work/evidence" \
		--programs "$programs" -j "$jobs"
}

inputs_boot() { sha256sum -- "$objects/arch/x86/boot/bzImage" "$here/demo"; }
outputs_boot() { printf '%s\n' "$work/fault.txt"; }
stage_boot() {
	local function object mode=enforce
	# What the analysis misses would be stopped, too.
	[[ -s $work/evidence ]] || mode=audit
	"$kernel" boot --work "$work" --mode $mode --run "$here/demo"
	tr -d '\r' <"$work/logs/boot-$mode.log" | sed -n 's/^.*demo: //p' >"$work/fault.txt"
	function=$(sed -n 's/.* function=\([^+]*\)+.*/\1/p' "$work/fault.txt")
	object=$(sed -n 's/.* object="\([^"]*\)".*/\1/p' "$work/fault.txt")
	"$programs/capmap-explain" "$work/table.db" "$function" "$object" >>"$work/fault.txt"
	cat -- "$work/fault.txt"
}

# ---- running them -----------------------------------------------------------

clock() { printf '%d:%02d' $(($1 / 60)) $(($1 % 60)); } # seconds as M:SS

say() { printf '%7s  %-9s  %s\n' "$(clock "$SECONDS")" "$1" "$2"; }

ticker=

# While a stage runs: where it is, every second on a terminal, else every minute.
tick() {
	local stage=$1 log=$2 start=$SECONDS pause=60 idle line
	[[ ! -t 1 ]] || pause=1
	exec {idle}<> <(:) # a read from it only ever times out: a pause without a process
	while :; do
		read -r -t "$pause" -u "$idle" line || true
		line=$(tail -n 1 -- "$log" 2>/dev/null | tr -cd '[:print:]') || line=
		if [[ -t 1 ]]; then
			printf '\r%7s  %-9s  %s  %.50s\e[K' "$(clock "$SECONDS")" "$stage" \
				"$(clock $((SECONDS - start)))" "$line"
		else
			say "$stage" "${line:0:60}"
		fi
	done
}

stop_ticker() {
	[[ -n $ticker ]] || return 0
	kill "$ticker" 2>/dev/null || true
	wait "$ticker" 2>/dev/null || true
	ticker=
	[[ ! -t 1 ]] || printf '\r\e[K'
}

interrupted() {
	trap '' INT TERM
	stop_ticker
	say interrupted "run the same command again to resume" >&2
	exit 130
}

fail() { # $1: stage, $2: log; the stage's number gives the exit status
	{
		say "$1" "failed; the last lines of $2:"
		tail -n 20 -- "$2" | sed 's/^/    /'
	} >&2
	exit $((10 + $(stage_number "$1")))
}

write_atomically() { # standard input to file $1
	cat >"$1.new" && mv -- "$1.new" "$1"
}

record() { # $1: stage, $2: seconds, $3: peak KiB or nothing; replaces its line of stages.tsv
	{
		awk -F '\t' -v stage="$1" '$1 != stage' "$work/stages.tsv" 2>/dev/null || true
		printf '%s\t%s\t%s\n' "$1" "$2" "$3"
	} | write_atomically "$work/stages.tsv"
}

# A stage's key covers how it works, what it reads, and the stage it builds on.
declare -A builds_on=([configure]=unpack [objects]=configure [link]=objects
	[analyze]=objects [map]=analyze [report]=map [graph]=map [learn]=map [kernel]=learn [boot]=kernel)
declare -A key=()

stage_key() {
	local inputs
	inputs=$("inputs_$1") || return
	printf '%s\n' "${key[${builds_on[$1]:-none}]:-}" "$(declare -f "stage_$1")" "$inputs" |
		sha256sum | cut -d ' ' -f 1
}

up_to_date() { # stage $1: the stamp has its key, and the outputs are there
	local file stamp=$work/stamps/$1
	[[ -e $stamp && $(<"$stamp") == "${key[$1]}" ]] || return
	while IFS= read -r file; do
		[[ -e $file ]] || return
	done < <("outputs_$1")
}

run_stage() {
	local stage=$1 log=$work/logs/$1.log usage=$work/logs/$1.usage
	local status=0 start=$SECONDS seconds peak='' file
	# In a shell of its own, so that its peak memory can be told.
	# shellcheck disable=SC2016 # that shell expands it
	local command=(bash -c 'set -euo pipefail; "stage_$1"' run.sh "$stage")

	rm -f -- "$work/stamps/$stage" "$usage"
	[[ ! -x /usr/bin/time ]] || command=(/usr/bin/time -o "$usage" -f '%e %M' "${command[@]}")
	: >"$log"
	tick "$stage" "$log" 9>&- &
	ticker=$!
	"${command[@]}" >"$log" 2>&1 || status=$?
	stop_ticker
	[[ $status -eq 0 ]] || fail "$stage" "$log"

	while IFS= read -r file; do
		[[ ! -e $file ]] || continue
		echo "the stage ended well, but did not write $file" >>"$log"
		fail "$stage" "$log"
	done < <("outputs_$stage")

	seconds=$((SECONDS - start))
	[[ ! -s $usage ]] || read -r seconds peak < <(tail -n 1 -- "$usage")
	rm -f -- "$usage"
	record "$stage" "$seconds" "$peak"
	printf '%s\n' "${key[$stage]}" | write_atomically "$work/stamps/$stage"
	say "$stage" "done in $(clock "${seconds%.*}")"
}

store() { sqlite3 -readonly "$work/capmap.db" "$1"; }

print_stages() {
	local stage
	printf '\n%-12s %10s   %s\n' stage seconds 'peak memory of its largest process'
	for stage in "${stages[@]}"; do
		awk -F '\t' -v stage="$stage" '$1 == stage {
			printf "%-12s %10.1f   %s\n", $1, $2, $3 == "" ? "-" : sprintf("%.0f MiB", $3 / 1024)
		}' "$work/stages.tsv"
	done
}

print_objects() {
	local bytes
	bytes=$(cd -- "$objects" && tr '\n' '\0' <"$work/objects.list" |
		xargs -0 stat -L -c %s -- | awk '{ sum += $1 } END { printf "%.0f", sum / 1e6 }')
	printf '\ncompiled: %s bitcode objects of %s MB, and %s from assembly\n' \
		"$(wc -l <"$work/objects.list")" "$bytes" "$(wc -l <"$work/objects.native")"
}

print_found() {
	printf 'found: '
	store "SELECT (SELECT count(*) FROM functions) || ' functions, '
	           || (SELECT count(*) FROM objects) || ' objects, '
	           || (SELECT count(*) FROM regions) || ' regions, '
	           || (SELECT count(*) FROM accesses WHERE \"right\" = 'w') || ' writes, '
	           || (SELECT count(*) FROM unknowns) || ' unknowns'"
}

print_files() {
	local file
	printf '\nfiles in %s:\n' "$work"
	for file in objects.list vmlinux.bc capmap.db capmap.ktab report.txt report.json \
		report.html graph.svg graph-cred.svg graph-vfs.svg evidence table.db gates.txt fault.txt \
		stages.tsv logs; do
		[[ ! -e $work/$file ]] || printf '  %-20s %6s\n' "$file" "$(du -sh -- "$work/$file" | cut -f 1)"
	done
}

print_next() {
	cat <<END

next, try:
  why commit_creds may write credentials, and through what:
    $programs/capmap-explain $work/capmap.db commit_creds cred_jar
  every write to the region of the credentials:
    sqlite3 -box $work/capmap.db "SELECT function, via, file, line FROM accesses WHERE \"right\" = 'w' AND region = (SELECT region FROM objects WHERE object = 'cred_jar')"
  which capabilities a change to the kernel of your own adds:
    $here/run.sh --tree DIR --work $work-mine
    $programs/capmap-diff $work/capmap.db $work-mine/capmap.db
END
}

main() {
	local stage name last
	mkdir -p -- "$work/logs" "$work/stamps" || die 1 "cannot write to '$work'"
	# Children inherit the lock: while one of them is left, no second run starts.
	exec 9>"$work/lock"
	flock -n 9 || die 1 "another run is using '$work'"
	trap interrupted INT TERM
	trap stop_ticker EXIT
	for name in $(compgen -A function); do export -f "${name?}"; done

	if [[ -n $from ]]; then
		for stage in "${stages[@]:$(stage_number "$from")}"; do
			rm -f -- "$work/stamps/$stage"
		done
	fi
	last=$(stage_number "$until")
	for stage in "${stages[@]:0:last+1}"; do
		if ! key[$stage]=$(stage_key "$stage" 2>"$work/logs/inputs.log"); then
			fail "$stage" "$work/logs/inputs.log"
		fi
		if up_to_date "$stage"; then
			say "$stage" "up to date"
		else
			run_stage "$stage"
		fi
	done

	print_stages
	[[ $last -lt $(stage_number objects) ]] || print_objects
	[[ $last -lt $(stage_number analyze) ]] || print_found
	if [[ $last -ge $(stage_number report) ]]; then
		printf '\n'
		cat -- "$work/report.txt"
	fi
	if [[ $last -ge $(stage_number boot) ]]; then
		if [[ -s $work/evidence ]]; then
			printf '\nin the kernel that enforces:\n'
		else
			printf '\nin the kernel that audits, as evidence was not wanted:\n'
		fi
		cut -c 1-2000 -- "$work/fault.txt"
	fi
	print_files
	[[ $last -lt $(stage_number graph) ]] || print_next
}

main
