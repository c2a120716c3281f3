#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# capmap-explain: chains through fields, calls, an ops table and initialisers; why not; what it
# says to wrong names and damaged evidence.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze capmap-explain

cd -- "$tmp" || exit 1
cat >chain.c <<'END'
struct cred { int usage, uid; };
struct task { int pid; struct cred *cred; };
struct ops { void (*put)(struct task *, int); };
struct cred init_cred, other_cred;
struct task init_task = {1, &init_cred};
struct task other_task;

__attribute__((noinline)) void set_cred(struct task *t, struct cred *c)
{
	t->cred = c;
}

static void put_uid(struct task *t, int n)
{
	t->cred->uid = n;
}

struct ops ops[2] = {{put_uid}};

void dispatch(int i, int n)
{
	ops[i & 1].put(&other_task, n);
}

void start(void)
{
	set_cred(&other_task, &other_cred);
}

void boot(int n)
{
	init_task.cred->usage = n;
}

static void put_pid(struct task *t, int n)
{
	t->pid = n;
}

struct ops pid_ops = {put_pid};

void dispatch_pid(int n)
{
	pid_ops.put(&init_task, n);
}

void lonely(int *p)
{
	*p = 1;
}
END
clang-19 -O1 -g -c -emit-llvm -ffile-compilation-dir=. -o chain.bc chain.c || fail "cannot compile"
run "$bin/capmap-analyze" -o chain.db chain.bc
expect_status 0

explain() { run "$bin/capmap-explain" chain.db "$@"; }

expect_chain() { # the places and texts on standard input, one a line, in this order
	expect_status 0
	diff -u - <(sed -n 's/^  \(chain.c:[0-9]*\) */\1 /p' "$out") ||
		fail "the chain is not as expected"
}

# Through a struct field that another function has set by a call.
explain put_uid other_cred
expect_out '^put_uid\(\) may write object other_cred \(region [^ ]+\), by access$'
expect_chain <<'END'
chain.c:15 put_uid: writes to other_cred.uid
chain.c:15 put_uid: address of other_cred.uid computed
chain.c:15 put_uid: loaded from other_task.cred
chain.c:10 set_cred: stored in other_task.cred
chain.c:27 start: passed to set_cred
chain.c:27 start: address of other_cred taken
END

# From an initialiser.
explain boot init_cred
expect_chain <<'END'
chain.c:32 boot: writes to init_cred.usage
chain.c:32 boot: loaded from init_task.cred
chain.c:5 address of init_cred in the initialiser of init_task.cred
END

# Through a call by an ops table.
explain put_pid init_task
expect_chain <<'END'
chain.c:37 put_pid: writes to init_task.pid
chain.c:44 dispatch_pid: passed to put_pid
chain.c:44 dispatch_pid: address of init_task taken
END

# By a number that is taken for a pointer.
clang-19 -O1 -g -fstrict-aliasing -mllvm -enable-tbaa=false -w -c -emit-llvm -I "$tests/golden" \
	-o number.bc "$tests/golden/page_private.c" || fail "cannot compile page_private.c"
run "$bin/capmap-analyze" -o number.db number.bc
expect_status 0
run "$bin/capmap-explain" number.db touch_cached "struct buffer_head@attach_buffers"
expect_out 'a number taken for the address of struct buffer_head@attach_buffers, as for '

# A helper writes on its caller's rights.
explain start other_task
expect_out 'set_cred: writes to other_task.cred on the rights of start'
explain set_cred other_task
expect_out '^set_cred\(\) may not write '
expect_out 'is a helper'

# Why not.
explain dispatch other_cred
expect_status 0
expect_out '^dispatch\(\) may not write object other_cred'
expect_out '^writers of the object: put_uid$'
expect_out '^  chain.c:22  dispatch: calls put_uid$'
explain lonely init_cred
expect_status 0
expect_out '^regions that it may write by access: none$'
expect_out '^no calls lead from it to a writer$'
expect_out '^  chain.c:49  empty-set$'

# By a region, and by a shared key only.
region=$(sql chain.db "SELECT region FROM objects WHERE object = 'other_cred'")
explain put_uid "$region"
expect_out "may write region $region, by access: object other_cred"
cp chain.db keys.db
sqlite3 keys.db 'UPDATE region SET key = 3'
run "$bin/capmap-explain" keys.db put_uid init_cred
expect_status 0
expect_out 'only because the region shares key 3$'
expect_out "^regions of the key that it writes: $region$"

# JSON, every site, a file.
explain --all -f json put_uid other_cred
expect_status 0
python3 - "$out" <<'END' || fail "the JSON is not as expected"
import json, sys
a = json.load(open(sys.argv[1]))
assert a["may_write"] and a["granted_by"] == "access" and a["object"] == "other_cred"
steps = a["chains"][0]["steps"]
assert [s["line"] for s in steps] == [15, 15, 15, 10, 27, 27], steps
assert steps[-1] == {"file": "chain.c", "line": 27, "function": "start",
		     "text": "address of other_cred taken"}
END
cp "$out" expected
explain --all -f json put_uid other_cred -o made
expect_status 0
expect_silent_out
cmp made expected || fail "the file differs from standard output"

# Wrong names, wrong command lines, no evidence, damaged evidence.
explain put_uit other_cred
expect_error "no function 'put_uit'; did you mean put_uid"
explain put_uid other_crew
expect_error "no region or object 'other_crew'; did you mean other_cred"
for args in '' 'put_uid' 'put_uid other_cred more' '--format=xml put_uid other_cred'; do
	# shellcheck disable=SC2086 # split on purpose
	explain $args
	expect_status 2
	expect_silent_out
done
cp chain.db none.db
sqlite3 none.db 'DELETE FROM evidence'
run "$bin/capmap-explain" none.db put_uid other_cred
expect_error 'no evidence; run capmap-analyze again'
for part in strings objects locations sets nodes shifts instances constraints accesses; do
	for change in "data = x'00'" 'data = substr(data, 1, length(data) - 6)' \
		"data = (SELECT data FROM evidence WHERE part = 'strings')" \
		"data = (SELECT data FROM evidence WHERE part = 'constraints')"; do
		cp chain.db bad.db
		sqlite3 bad.db "UPDATE evidence SET $change WHERE part = '$part'"
		cmp -s chain.db bad.db && continue
		run "$bin/capmap-explain" bad.db put_uid other_cred
		[[ $status -eq 1 || $status -eq 0 ]] || fail "$part: $change: exit status $status"
		[[ $change != *length* ]] || expect_error 'damaged; run capmap-analyze again'
	done
done
exit 0
