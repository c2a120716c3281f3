#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# link-order.sh OBJTREE PREFIX
#
# Lists the objects that the final link of a kernel takes, in link order, as
# paths relative to OBJTREE. OBJTREE must hold vmlinux.a and the lib.a archives.
#
#   PREFIX.list    LLVM bitcode, the input of capmap-analyze and llvm-link
#   PREFIX.native  everything else: what was compiled from assembly
#
# Members of vmlinux.a are always linked. Members of the lib.a archives are
# linked when they define a symbol that an object taken so far leaves undefined,
# which is what the linker does with --start-group; a weak reference does not
# pull a member in. PREFIX.native has every assembly member of the archives:
# inline assembly calls them, and no symbol table of bitcode says so.
set -euo pipefail

[[ $# -eq 2 ]] || { sed -n '4s/^# /usage: /p' "$0" >&2; exit 2; }
prefix=$(realpath -m -- "$2")
cd -- "$1"

ar=${LLVM_AR:-llvm-ar-19}
nm=${LLVM_NM:-llvm-nm-19}
libs=(lib/lib.a arch/x86/lib/lib.a)

temp=$(mktemp -d)
trap 'rm -rf -- "$temp"' EXIT

"$ar" t vmlinux.a >"$temp/always"
for lib in "${libs[@]}"; do "$ar" t "$lib"; done >"$temp/maybe"

symbols() { xargs -r "$nm" -A -P --quiet <"$1"; }
symbols "$temp/always" >"$temp/always.sym"
symbols "$temp/maybe" >"$temp/maybe.sym"

# A line of llvm-nm -A -P: "FILE: NAME TYPE VALUE SIZE".
awk -v always="$temp/always.sym" '
	function name_of(line) { sub(/:.*/, "", line); return line }
	FILENAME == ARGV[1] { order[++n] = $0; next }
	FILENAME == always {
		if ($3 == "U") undefined[$2] = 1
		else if ($3 ~ /[A-TVW]/) defined[$2] = 1
		next
	}
	{
		member = name_of($1)
		if ($3 == "U") needs[member] = needs[member] " " $2
		else if ($3 ~ /[A-TVW]/ && !($2 in provider)) provider[$2] = member
	}
	END {
		for (s in undefined) if (!(s in defined)) queue[++last] = s
		for (first = 1; first <= last; first++) {
			s = queue[first]
			if (!(s in provider) || (provider[s] in taken)) continue
			taken[provider[s]] = 1
			count = split(needs[provider[s]], more, " ")
			for (i = 1; i <= count; i++)
				if (!(more[i] in defined)) queue[++last] = more[i]
		}
		for (i = 1; i <= n; i++) if (order[i] in taken) print order[i]
	}' "$temp/maybe" "$temp/always.sym" "$temp/maybe.sym" >"$temp/pulled"

is_bitcode() { [[ $(head -c 2 -- "$1") == BC ]]; }

while IFS= read -r object; do
	if is_bitcode "$object"; then echo "$object"; fi
done < <(cat "$temp/always" "$temp/pulled") >"$temp/list"
while IFS= read -r object; do
	if ! is_bitcode "$object"; then echo "$object"; fi
done < <(cat "$temp/always" "$temp/maybe") >"$temp/native"

mv -- "$temp/list" "$prefix.list"
mv -- "$temp/native" "$prefix.native"
