#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Claim: regions finer than the subsystem block more stray writes, also when only 15 keys guard them.
#
# usage: bench/report.sh STORE
#
# STORE has keys. Prints E and the block rates that capmap-report predicts, and counts two of them
# again from the store's public views. Nothing here depends on the machine.
. "$(dirname -- "$0")/lib.sh"
[[ $# -eq 1 ]] || { sed -n 's/^# usage: /usage: /p' "$0" >&2 && exit 2; }

"$bin/capmap-report" -f json -o "$tmp/report.json" "$1"
q() { sqlite3 :memory: "WITH r(j) AS (SELECT readfile('$tmp/report.json')) $1"; }
path() { q "SELECT printf('$1', json_extract(j, '\$.$2')) FROM r"; }

printf '%-18s %8s %9s %8s\n' '' keys regions E
printf '%-18s %8s %9s %8s\n' 'this store' "$(path %d efficiency.keys_used)" \
	"$(path %d efficiency.regions)" "$(path %.4f efficiency.E)"
printf '%-18s %8s %9s %8s\n\n' 'coarse control' "$(path %d efficiency.coarse.keys_used)" \
	"$(path %d efficiency.coarse.regions)" "$(path %.4f efficiency.coarse.E)"

printf '%-18s %10s %9s %11s %9s %13s\n' 'block rate, %' pairs fine 'fine, keys' coarse 'coarse, keys'
q "SELECT printf('%-18s %10d %9.2f %11.2f %9.2f %13.2f', replace(s.key, '_', ' '),
       json_extract(s.value, '\$.fine.pairs'), 100 * json_extract(s.value, '\$.fine.rate'),
       100 * json_extract(s.value, '\$.fine_keys.rate'), 100 * json_extract(s.value, '\$.coarse.rate'),
       100 * json_extract(s.value, '\$.coarse_keys.rate'))
   FROM r, json_each(r.j, '\$.block_rate') s"

# The judge: the view alone, of as many pairs.
pairs=$(path %d block_rate.all.fine.pairs)
read -r fine keys < <(sqlite3 -readonly -separator ' ' "$1" "
	SELECT printf('%.2f', 100 - 100.0 * count(*) FILTER (WHERE granted_by = 'access') / $pairs),
	       printf('%.2f', 100 - 100.0 * count(*) / $pairs) FROM capabilities")
printf '\n%-18s %10s %9s %11s\n' 'by capabilities' '' "$fine" "$keys"
