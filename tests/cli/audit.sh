#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# capmap-map --audit: evidence of writes that the analysis missed goes into the store, to the function
# on whose rights they happen, and from there into the key table. And --unguarded: what must have no key.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze capmap-map
command -v clang-19 >/dev/null || skip "no clang-19"
map=$bin/capmap-map

cat >"$tmp/a.c" <<'END'
int counter, other, plain;
void hidden(unsigned long number)
{
	*(int *)number = 1; // line 4
}
__attribute__((noinline)) void set(int *p, int v)
{
	*p = v; // line 8
}
void known(int v)
{
	counter = v; // line 12
	set(&other, v); // line 13
}
void by_number(unsigned long number)
{
	set((int *)number, 2); // line 17
}
void by_pointer(void (*f)(int *, int), unsigned long number)
{
	f((int *)number, 3); // line 21
}
char name[8];
char *strcpy(char *to, const char *from)
{
	return *to = *from, to; // line 26
}
void call_it(const char *s)
{
	strcpy(name, s); // line 30, which the analysis takes for the write
}
struct kmem_cache *kmem_cache_create(const char *name, unsigned, unsigned, unsigned, void (*)(void *));
void *kmem_cache_alloc(struct kmem_cache *, unsigned);
static struct kmem_cache *jar;
void fill(int v)
{
	jar = kmem_cache_create("jar", 4, 0, 0, 0);
	*(int *)kmem_cache_alloc(jar, 0) = v; // line 38, in an object of that name
}
volatile int pair;
void twice(int v)
{
	pair = v; // line 43
	pair = -v; // line 44, to the same for all that the store can tell
	other = v; // line 45
}
void last(int v)
{
	other = v;
	set(&counter, v); // line 50, the last that it does
}
void first(int v)
{
	plain = v;
	last(v); // line 55
}
void both(int (*f)(void))
{
	set(&plain, f()); // line 59
}
END
(cd "$tmp" && clang-19 -O1 -fno-inline -g -c -emit-llvm a.c -o a.bc && "$bin/capmap-analyze" -o a.db a.bc) ||
	fail "no store"
db=$tmp/a.db
audits() { sql "$db" "SELECT function || ' ' || object || ' ' || line || ' ' || coalesce(caller, '-') FROM accesses
	WHERE via = 'audit' ORDER BY 1"; }

tab=$'\t'
# Innermost first; the second frame of the third line was inlined into "known", as far as the store knows.
cat >"$tmp/evidence" <<END
# a comment
counter${tab}0${tab}hidden@a.c:4${tab}|main@b.c:1
counter${tab}0${tab}set@a.c:8${tab}|by_number@a.c:17${tab}|main@b.c:1
other${tab}0${tab}inlined@a.c:12${tab}known@a.c:30
counter${tab}0${tab}set@a.c:8${tab}|by_pointer@a.c:21
counter${tab}0${tab}memcpy@memcpy.S:5${tab}|known@a.c:13
counter${tab}0${tab}known@a.c:12
counter${tab}0${tab}nobody@a.c:99
jar${tab}0${tab}fill@a.c:0
name${tab}0${tab}strcpy@a.c:26${tab}|call_it@a.c:30
name${tab}0${tab}strcpy@a.c:26${tab}|by_number@a.c:0${tab}|call_it@a.c:99
jar${tab}0${tab}fill@a.c:38
counter${tab}0${tab}inlined@inlined.h:7${tab}known@a.c:12
counter${tab}0${tab}twice@a.c:43
counter${tab}0${tab}set@a.c:8${tab}|first@a.c:55
name${tab}0${tab}strcpy@a.c:26${tab}call_it@a.c:30
plain${tab}0${tab}set@a.c:8${tab}|both@a.c:59
END
run "$map" --audit "$tmp/evidence" "$db" -o "$tmp/needed"
expect_status 0
[[ $(wc -l <"$tmp/needed") == 9 ]] || fail "needed: $(cat "$tmp/needed")"
expect_out '^hidden a.c:4 counter: (empty-set|inttoptr|unknown-pointer|no-write)$'
expect_out '^set for by_number a.c:8 counter: '
expect_out '^known a.c:12 other: other-objects elsewhere$'
expect_out '^set a.c:8 counter: ' # called by a pointer: on rights of its own
expect_out '^known a.c:13 counter: no-write elsewhere$'
expect_out '^known a.c:12 counter: known$'
expect_out '^nobody a.c counter: not in the store$'
expect_out '^fill a.c:0 jar: other-objects elsewhere$' # any line of it, of which one is known
expect_out '^strcpy for call_it a.c:26 name: known$'
[[ $(grep -c '^strcpy for call_it ' "$out") == 2 ]] || fail "not known where it was inlined"
expect_out '^set for both a.c:8 plain: known$' # in spite of the call by a pointer
expect_out '^set for last a.c:8 counter: known$' # which is no frame any more
expect_out '^fill a.c:38 jar: known$'
expect_out '^known inlined.h:7 counter: no-write elsewhere$' # of a header that the store has not heard of
expect_out '^twice a.c:43 counter: other-objects$'
expect_out '^twice a.c:44 counter: alike$'
expect_out '^10 accesses added, 6 known to the store, 1 not placed$'
[[ $(audits) == "fill jar 0 -
hidden counter 4 -
known counter 13 -
known counter 7 -
known other 12 -
set counter 8 -
set counter 8 by_number
strcpy name 26 by_number
twice counter 43 -
twice counter 44 -" ]] || fail "the store has: $(audits)"
expect_whole_store "$db"

# A second time it is known, and no line is needed.
run "$map" --audit "$tmp/evidence" "$db" -o "$tmp/needed"
[[ -e $tmp/needed && ! -s $tmp/needed ]] || fail "lines are needed: $(cat "$tmp/needed")"
expect_status 0
expect_out '^0 accesses added, 6 known to the store, 1 not placed$'

# The next key table admits them, with the keys that there are or with new ones.
run "$map" --keep "$db" -o "$tmp/none.ktab"
expect_status 1
expect_err 'has no key: run capmap-map'
run "$map" "$db" -o "$tmp/a.ktab"
expect_status 0
run "$map" --dump "$tmp/a.ktab"
expect_out '^site hidden a.c:4 audit keys [0-9,]+$'
expect_out '^site set a.c:8 audit keys [0-9,]+ for by_number$'
expect_out '^function hidden symbol hidden keys [0-9]+ '

run "$map" --keep "$db" -o "$tmp/kept.ktab"
expect_status 0
cmp -s "$tmp/kept.ktab" "$tmp/a.ktab" || fail "the keys were not kept"

# Objects that must have no key have none, and nobody rights to them.
printf 'cou*\tit counts\n# nothing\n' >"$tmp/rules"
run "$map" "$db" --unguarded "$tmp/rules" -o "$tmp/a.ktab"
expect_status 0
expect_out '^ +1  it counts$'
run "$map" --dump "$tmp/a.ktab"
grep -q '^object counter ' "$out" && fail "counter has a key"
run "$map" --objects "$db"
expect_status 0
expect_out "^counter${tab}global${tab}[^${tab}]+${tab}${tab}it counts$"
expect_out "^other${tab}global${tab}[^${tab}]+${tab}[0-9]+${tab}$"
run "$map" --dump "$tmp/a.ktab"
grep -q '^site hidden' "$out" && fail "hidden has a window"
run "$map" --verify "$tmp/a.ktab" "$db"
expect_status 0

# What is no evidence, and no rule.
echo "counter${tab}0${tab}hidden" >"$tmp/bad"
before=$(sha256sum <"$db")
run "$map" --audit "$tmp/bad" "$db"
expect_status 1
expect_err 'bad:1: no evidence; a line is '
[[ $before == "$(sha256sum <"$db")" ]] || fail "a refused file changed the store"
echo counter >"$tmp/bad"
run "$map" "$db" --unguarded "$tmp/bad"
expect_status 1
expect_err 'bad:1: no reason; a line is '
run "$map" --audit "$tmp/evidence" --coarse "$db"
expect_status 2
exit 0
