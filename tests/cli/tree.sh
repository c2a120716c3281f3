#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The house rules that a machine can check: licences, format, size, what must not be in the tree.
. "$(dirname -- "$0")/lib.sh" || exit 1

cd -- "$repo" || exit 1
: >"$err"
mapfile -t files < <({ git ls-files 2>/dev/null || find . -type f -not -path './build*' -printf '%P\n'; } | sort)
[[ ${#files[@]} -gt 20 ]] || skip "no list of files"

c_files=() shell_files=()
for file in "${files[@]}"; do
	[[ -f $file ]] || continue
	command=("$file")
	case $file in
	LICENSES/* | tests/data/* | *.md | *.json | *.col | *.patch | kernel-runtime/patches/series | .gitignore) continue ;;
	*.c | *.h | *.cpp)
		[[ $file == kernel-runtime/* ]] || c_files+=("$file")
		;;
	*.sh | */run) shell_files+=("$file") ;;
	esac
	case $file in
	*.c | *.h | *.cpp | *.S | *.sh | */run | *.def | *.sql | *.cmake | */CMakeLists.txt | *.tsv | *.config | *.1)
		licence=Apache-2.0
		[[ $file != kernel-runtime/* ]] || licence=GPL-2.0
		head -n 3 -- "$file" | grep -q "SPDX-License-Identifier: $licence" ||
			fail "no SPDX line for $licence"
		;;
	esac
	case $file in
	*.c | *.h | *.cpp | *.sh)
		lines=$(wc -l <"$file")
		[[ $lines -le 600 ]] || fail "$lines lines: which second noun moved in?"
		;;
	esac
done

command=(clang-format-19)
if command -v clang-format-19 >/dev/null; then
	clang-format-19 --dry-run -Werror "${c_files[@]}" 2>"$err" || fail "some files are not formatted"
fi
: >"$err"
command=(shellcheck)
if command -v shellcheck >/dev/null; then
	shellcheck --severity=warning -x -P SCRIPTDIR "${shell_files[@]}" >"$tmp/shellcheck" || {
		fail "shellcheck has something to say"
		head -n 20 "$tmp/shellcheck"
	}
fi

# Programs, reasons for an unknown and messages are documented as they are in the source.
command=(documentation)
for program in $(programs); do
	grep -q "$program" README.md || fail "README.md does not name $program"
done
while IFS= read -r reason; do
	grep -q "^| \`$reason\` |" docs/design.md || fail "docs/design.md does not explain '$reason'"
done < <(sed -n 's/^UNKNOWN("\([a-z-]*\)".*/\1/p' passes/unknowns.def)
while IFS= read -r reason; do
	grep -q "^UNKNOWN(\"$reason\"" passes/unknowns.def || fail "passes/unknowns.def lacks '$reason'"
done < <(grep -rhPzo --include='*.c' '_unknown\([^;"]*"\K[a-z]+(-[a-z]+)*(?=")' passes analyzer |
	tr '\0' '\n')
while IFS= read -r reason; do
	grep -q "^UNKNOWN(\"$reason\"" passes/unknowns.def || fail "docs/design.md: '$reason' is no reason"
done < <(sed -n '/^## Unknowns/,/^## /s/^| `\([a-z-]*\)` |.*/\1/p' docs/design.md)
while IFS= read -r message; do
	grep -rqF --include='*.c' -- "$message" base passes analyzer mapper views ||
		fail "docs/diagnostics.md explains a message nobody gives: $message"
done < <(sed -n '/^## Messages/,/^## Unknowns/s/^| `\([^`]*\)` |.*/\1/p' docs/diagnostics.md)
# Links of the documents lead somewhere.
for page in README.md CONTRIBUTING.md docs/*.md bench/README.md examples/*/README.md; do
	[[ -f $page ]] || continue
	while IFS= read -r link; do
		[[ -e $(dirname "$page")/${link%%#*} ]] || fail "$page links to $link"
	done < <(grep -oE '\]\([^)#:]+[^):]*\)' "$page" | sed 's/^](//; s/)$//')
done
exit 0
