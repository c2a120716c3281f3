#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tier: full
# Damaged bitcode, facts, stores and key tables: a program ends with 0 or with 1 and a message, never by a
# signal, never by silence, never late. $CAPMAP_MUTANTS: how many of each kind.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze

mutants=${CAPMAP_MUTANTS:-300}
small_store "$tmp/good.db"
small_bitcode "$tmp/good.bc"
RANDOM=1

mutate() { # file $1 to $2: some bytes changed, sometimes an end cut off or a piece doubled
	local size at i
	size=$(stat -c %s "$1")
	cp "$1" "$2"
	chmod u+w "$2"
	for ((i = 0; i <= RANDOM % 4; i++)); do
		at=$(((RANDOM * 32768 + RANDOM) % size))
		printf '%b' "\\x$(printf %02x $((RANDOM % 256)))" |
			dd of="$2" bs=1 seek="$at" conv=notrunc status=none
	done
	case $((RANDOM % 8)) in
	0) truncate -s $((size * (RANDOM % 100) / 100)) "$2" ;;
	1) tail -c $((size / 3)) "$1" >>"$2" ;;
	esac
}

judge() { # the last run, of mutant $1
	if [[ $status -eq 0 ]]; then
		accepted=$((accepted + 1))
	elif [[ $status -eq 1 ]] && grep -q '^capmap-[a-z]*: error: ' "$err"; then
		rejected=$((rejected + 1))
	else
		fail "mutant $1: exit status $status"
		cp "$2" "${CAPMAP_MUTANTS_KEEP:-$tmp}/mutant-$1" 2>/dev/null
	fi
}

accepted=0 rejected=0
for i in $(seq "$mutants"); do
	mutate "$tmp/good.bc" "$tmp/m.bc"
	run timeout 60 "$bin/capmap-analyze" -o "$tmp/m.db" "$tmp/m.bc"
	judge "bitcode-$i" "$tmp/m.bc"
	[[ $status -ne 0 ]] || expect_whole_store "$tmp/m.db"
	rm -f "$tmp/m.db"
done
echo "bitcode: $accepted accepted, $rejected rejected"
[[ $rejected -gt $((mutants / 10)) ]] || fail "hardly any damage was noticed"

if [[ -x $bin/capmap-facts ]]; then
	run "$bin/capmap-facts" -o "$tmp/good.cmf" "$tmp/good.bc"
	expect_status 0
	accepted=0 rejected=0
	for i in $(seq "$mutants"); do
		mutate "$tmp/good.cmf" "$tmp/m.cmf"
		run timeout 60 "$bin/capmap-analyze" -o "$tmp/m.db" "$tmp/m.cmf"
		judge "facts-$i" "$tmp/m.cmf"
		rm -f "$tmp/m.db"
	done
	echo "facts: $accepted accepted, $rejected rejected"
	[[ $rejected -gt 0 ]] || fail "no damage was noticed"
fi

if [[ -x $bin/capmap-map ]]; then
	cp "$tmp/good.db" "$tmp/mapped.db"
	run "$bin/capmap-map" -o "$tmp/good.ktab" "$tmp/mapped.db"
	expect_status 0
	accepted=0 rejected=0
	for i in $(seq "$mutants"); do
		mutate "$tmp/good.ktab" "$tmp/m.ktab"
		run timeout 60 "$bin/capmap-map" --dump "$tmp/m.ktab"
		judge "keytable-$i" "$tmp/m.ktab"
	done
	echo "key table: $accepted accepted, $rejected rejected"
	[[ $rejected -gt $((mutants / 2)) ]] || fail "hardly any damage was noticed"
fi

accepted=0 rejected=0
for i in $(seq "$mutants"); do
	mutate "$tmp/good.db" "$tmp/m.db"
	for program in capmap-report capmap-diff; do
		[[ -x $bin/$program ]] || continue
		case $program in
		capmap-diff) run timeout 60 "$bin/$program" "$tmp/m.db" "$tmp/m.db" ;;
		*) run timeout 60 "$bin/$program" "$tmp/m.db" ;;
		esac
		judge "store-$i" "$tmp/m.db"
	done
done
echo "store: $accepted accepted, $rejected rejected"
exit 0
