; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@g = external global [64 x i8]
define void @f(ptr %p, ptr %q, i32 %c) {
  %a = ptrtoint ptr %p to i64
  %b = ptrtoint ptr %q to i64
  %1 = add i64 %a, 8
  store i64 %1, ptr @g
  %2 = sub i64 %a, 8
  store i64 %2, ptr @g
  %3 = add i64 %a, %b
  store i64 %3, ptr @g
  %4 = zext i32 %c to i64
  %5 = shl i64 %4, 4
  %6 = add i64 %a, %5
  store i64 %6, ptr @g
  %7 = add i64 %a, -131391639519232
  store i64 %7, ptr @g
  %8 = sub i64 %a, %5
  store i64 %8, ptr @g
  ret void
}
; facts
; sym s1 name=g display=g kind=var linkage=undef size=64
; sym s2 name=f display=f kind=func linkage=strong sig=0xe778e152ebe43c9d func=f1:f
; func f1 sym=s2:f nparams=3 nodes=n1..n12
;   cons op=addr-sym dst=n6 src=s1:g
;   cons op=store dst=n6 src=n7
;   cons op=store dst=n6 src=n8
;   cons op=store dst=n6 src=n9
;   cons op=store dst=n6 src=n10
;   cons op=store dst=n6 src=n11
;   cons op=store dst=n6 src=n12
;   cons op=gep dst=n7 src=n1 off=8
;   cons op=gep dst=n8 src=n1 off=-8
;   cons op=gep-var dst=n9 src=n1
;   cons op=gep-var dst=n9 src=n2
;   cons op=gep-var dst=n10 src=n1 aux=16
;   cons op=gep-var dst=n11 src=n1
;   cons op=gep-var dst=n12 src=n1 aux=16
;   access ptr=n6 size=8 via=store
;   access ptr=n6 size=8 via=store
;   access ptr=n6 size=8 via=store
;   access ptr=n6 size=8 via=store
;   access ptr=n6 size=8 via=store
;   access ptr=n6 size=8 via=store
