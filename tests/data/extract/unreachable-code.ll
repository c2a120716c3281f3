; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@g = external global [64 x i8]
define void @f(ptr %p) {
  ret void
dead:
  %a = bitcast ptr %a to ptr
  %b = getelementptr i8, ptr %b, i64 8
  %c = add i64 %c, 1
  store ptr %a, ptr %b
  store i64 %c, ptr @g
  br label %dead
}
; facts
; sym s1 name=g display=g kind=var linkage=undef size=64
; sym s2 name=f display=f kind=func linkage=strong sig=0xe2f918a9336ac0de func=f1:f
; func f1 sym=s2:f nparams=1 nodes=n1..n5
;   cons op=addr-sym dst=n5 src=s1:g
;   cons op=gep dst=n4 src=n4 off=8
;   access ptr=n4 size=8 via=store
;   access ptr=n5 size=8 via=store
