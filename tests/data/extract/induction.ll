; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
define void @f(ptr %p) {
entry:
  br label %loop
loop:
  %i = phi i64 [ 8, %entry ], [ %n, %loop ]
  %a = getelementptr i8, ptr %p, i64 %i
  store i8 0, ptr %a
  %n = add i64 %i, 24
  %c = icmp ult i64 %n, 800
  br i1 %c, label %loop, label %out
out:
  ret void
}
; facts
; sym s1 name=f display=f kind=func linkage=strong sig=0xe2f918a9336ac0de func=f1:f
; func f1 sym=s1:f nparams=1 nodes=n1..n4
;   cons op=gep-var dst=n4 src=n1 aux=24 off=8
;   access ptr=n4 size=1 via=store
