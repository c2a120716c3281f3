#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every program has a manual page, which formats cleanly and names all its options.
. "$(dirname -- "$0")/lib.sh" || exit 1

[[ -n $(programs) ]] || skip "no program is built"
for program in $(programs); do
	page=$repo/docs/man/$program.1
	command=("$page")
	: >"$err"
	if [[ ! -f $page ]]; then
		fail "no manual page"
		continue
	fi
	for heading in NAME SYNOPSIS DESCRIPTION OPTIONS 'EXIT STATUS' EXAMPLES; do
		grep -Eq "^\.S[Hh] \"?$heading\"?" "$page" || fail "no section $heading"
	done
	"$bin/$program" --help | grep -oE -- '--[a-z][a-z-]+' | sort -u >"$tmp/options"
	sed 's/\\-/-/g' "$page" >"$tmp/page"
	while IFS= read -r option; do
		grep -qF -- "$option" "$tmp/page" || fail "the page does not name $option"
	done <"$tmp/options"
	if command -v man >/dev/null; then
		run man --warnings -l "$page"
		expect_status 0
		[[ ! -s $err ]] || fail "the page does not format cleanly"
	fi
done
exit 0
