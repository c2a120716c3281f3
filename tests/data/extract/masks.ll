; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@g = external global [64 x i8]
define void @f(ptr %p) {
  %a = ptrtoint ptr %p to i64
  %1 = and i64 %a, -4
  store i64 %1, ptr @g
  %2 = and i64 %a, 3
  store i64 %2, ptr @g
  %3 = and i64 %a, -4096
  store i64 %3, ptr @g
  %4 = and i64 %a, 4503599627366400
  store i64 %4, ptr @g
  %5 = and i64 %a, 9223372036854775807
  store i64 %5, ptr @g
  ret void
}
; facts
; sym s1 name=g display=g kind=var linkage=undef size=64
; sym s2 name=f display=f kind=func linkage=strong sig=0xe2f918a9336ac0de func=f1:f
; func f1 sym=s2:f nparams=1 nodes=n1..n8
;   cons op=addr-sym dst=n4 src=s1:g
;   cons op=store dst=n4 src=n5
;   cons op=store dst=n4 src=n6
;   cons op=store dst=n4 src=n7
;   cons op=store dst=n4 src=n8
;   cons op=mask dst=n5 src=n1 aux=4
;   cons op=gep-var dst=n6 src=n1
;   cons op=gep-var dst=n7 src=n1
;   cons op=copy dst=n8 src=n1
;   access ptr=n4 size=8 via=store
;   access ptr=n4 size=8 via=store
;   access ptr=n4 size=8 via=store
;   access ptr=n4 size=8 via=store
;   access ptr=n4 size=8 via=store
