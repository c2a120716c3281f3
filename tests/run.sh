#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# From a fresh checkout to a verdict: packages, build, tests. See --help.
set -euo pipefail
export LC_ALL=C

repo=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

usage() {
	cat <<'END'
usage: run.sh [OPTION]...

Install the Debian packages that are missing (as root; otherwise say which),
build capmap, run its tests. The last line is "N passed, M failed".

  --quick       the quick tier only: unit, golden and command-line tests;
                this is the default
  --full        the full tier as well (kills, damaged input), and both tiers
                once more on a build with address and undefined-behaviour
                sanitizers
  --build DIR   where to build; default: build-test in the checkout
  -j N          how many jobs at once; default: the number of processors
  -h, --help    print this and exit

exit status: 0 all passed, 1 something failed, 2 wrong usage
END
}

die() {
	printf 'run.sh: %s\n' "$*" >&2
	exit 2
}

tier=quick
build=$repo/build-test
jobs=$(nproc)
while [[ $# -gt 0 ]]; do
	case $1 in
	--quick) tier=quick ;;
	--full) tier=full ;;
	--build | -j)
		[[ $# -ge 2 ]] || die "$1 needs an argument"
		[[ $1 == -j ]] && jobs=$2 || build=$2
		shift
		;;
	-h | --help) usage && exit 0 ;;
	*) die "unknown option '$1'; try --help" ;;
	esac
	shift
done
[[ $jobs =~ ^[1-9][0-9]*$ ]] || die "-j needs a positive number, not '$jobs'"
mkdir -p -- "$build"
build=$(realpath -- "$build")

passed=0 failed=0 skipped=0

verdict() {
	[[ $skipped -eq 0 ]] || echo "$skipped skipped"
	echo "$passed passed, $failed failed"
	[[ $failed -eq 0 && $passed -gt 0 ]]
	exit
}

# Runs a step with its output in log $2; on failure shows its end and gives the verdict.
step() {
	local title=$1 log=$2 start=$SECONDS
	shift 2
	if "$@" >"$log" 2>&1 </dev/null; then
		printf '%-40s %4d s\n' "$title" $((SECONDS - start))
		return
	fi
	printf '%-40s failed; the end of %s:\n' "$title" "$log"
	tail -n 40 -- "$log" | sed 's/^/    /'
	failed=$((failed + 1))
	verdict
}

missing_packages() {
	local package uses
	while read -r package uses; do
		[[ $package != \#* && $uses =~ build|test ]] || continue
		[[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
			printf '%s\n' "$package"
	done <"$repo/cmake/debian-packages.txt"
}

install_packages() {
	export DEBIAN_FRONTEND=noninteractive
	apt-get update && apt-get install -y --no-install-recommends "$@"
}

configure_and_build() { # in directory $1, with options $2...
	local dir=$1
	shift
	cmake -S "$repo" -B "$dir" -G Ninja "$@" && ninja -C "$dir" -j "$jobs"
}

count() { # attribute $2 of the test suite in JUnit file $1
	grep -oE "<testsuite |$2=\"[0-9]+\"" "$1" | sed -n "s/$2=\"\([0-9]*\)\"/\1/p" | head -n 1
}

# Runs the tests of build $1 whose label matches $2, and adds them up.
run_tests() {
	local dir=$1 labels=$2 junit=$1/junit.xml total bad skips start=$SECONDS
	rm -f -- "$junit"
	ctest --test-dir "$dir" -L "$labels" -j "$jobs" --output-on-failure --no-tests=error \
		--output-junit "$junit" >"$dir/ctest.log" 2>&1 </dev/null || true
	if [[ ! -s $junit ]]; then
		tail -n 20 -- "$dir/ctest.log"
		failed=$((failed + 1))
		return
	fi
	total=$(count "$junit" tests) bad=$(count "$junit" failures) skips=$(count "$junit" skipped)
	passed=$((passed + total - bad - skips))
	failed=$((failed + bad))
	skipped=$((skipped + skips))
	printf '%-40s %4d s   %d of %d passed\n' "tests in ${dir##*/}" $((SECONDS - start)) \
		$((total - bad - skips)) "$total"
	if [[ $bad -gt 0 ]]; then
		grep -vE '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ .*(Passed|\.\.\. *$))' "$dir/ctest.log" |
			sed -n '1,300p'
	fi
	if [[ $skips -gt 0 ]]; then
		grep -E '\*\*\*Skipped' "$dir/ctest.log" || true
	fi
}

mapfile -t missing < <(missing_packages)
if [[ ${#missing[@]} -gt 0 ]]; then
	if [[ $(id -u) -ne 0 ]]; then
		echo "this is not root; install these packages and run again: ${missing[*]}"
		failed=1
		verdict
	fi
	step "install ${#missing[@]} packages" "$build/packages.log" install_packages "${missing[@]}"
fi

labels='quick'
[[ $tier != full ]] || labels='quick|full'
step "build" "$build/build.log" configure_and_build "$build"
run_tests "$build" "$labels"
if [[ $tier == full ]]; then
	mkdir -p -- "$build/sanitize"
	step "build with sanitizers" "$build/sanitize/build.log" \
		configure_and_build "$build/sanitize" -DCAPMAP_SANITIZE=ON
	run_tests "$build/sanitize" "$labels"
fi
verdict
