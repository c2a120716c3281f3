; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@g = external global [64 x i8]
define void @f(ptr %p, i1 %c, i8 %t, i64 %b) {
  %a = ptrtoint ptr %p to i64
  %1 = or i64 %a, 1
  store i64 %1, ptr @g
  %2 = or disjoint i64 %a, 2
  store i64 %2, ptr @g
  %3 = zext i1 %c to i64
  %4 = or i64 %a, %3
  store i64 %4, ptr @g
  %5 = add i64 %a, %3
  store i64 %5, ptr @g
  %6 = zext i8 %t to i64
  %7 = or i64 %a, %6
  store i64 %7, ptr @g
  %8 = xor i64 %a, 4
  store i64 %8, ptr @g
  %9 = or disjoint i64 %a, 64
  store i64 %9, ptr @g
  %10 = or i64 %a, 64
  store i64 %10, ptr @g
  %11 = or i64 %a, %b
  store i64 %11, ptr @g
  %12 = shl i64 %b, 3
  %13 = or disjoint i64 %a, %12
  store i64 %13, ptr @g
  ret void
}
; facts
; sym s1 name=g display=g kind=var linkage=undef size=64
; sym s2 name=f display=f kind=func linkage=strong sig=0xc4e466c57eca24b3 func=f1:f
; func f1 sym=s2:f nparams=4 nodes=n1..n21
;   cons op=addr-sym dst=n7 src=s1:g
;   cons op=store dst=n7 src=n8
;   cons op=store dst=n7 src=n9
;   cons op=store dst=n7 src=n10
;   cons op=store dst=n7 src=n11
;   cons op=store dst=n7 src=n12
;   cons op=store dst=n7 src=n13
;   cons op=store dst=n7 src=n14
;   cons op=store dst=n7 src=n15
;   cons op=store dst=n7 src=n16
;   cons op=store dst=n7 src=n17
;   cons op=mask dst=n18 src=n1 aux=2
;   cons op=gep dst=n8 src=n18 off=1
;   cons op=mask dst=n19 src=n1 aux=4
;   cons op=gep dst=n9 src=n19 off=2
;   cons op=mask dst=n20 src=n1 aux=2
;   cons op=copy dst=n10 src=n20
;   cons op=gep dst=n10 src=n20 off=1
;   cons op=copy dst=n11 src=n1
;   cons op=gep dst=n11 src=n1 off=1
;   cons op=copy dst=n12 src=n1
;   cons op=mask dst=n21 src=n1 aux=8
;   cons op=gep dst=n13 src=n21 off=4
;   cons op=copy dst=n13 src=n21
;   cons op=gep dst=n14 src=n1 off=64
;   cons op=gep-var dst=n15 src=n1
;   cons op=copy dst=n16 src=n1
;   cons op=copy dst=n16 src=n4
;   cons op=gep-var dst=n17 src=n1 aux=8
;   access ptr=n7 size=8 via=store
;   access ptr=n7 size=8 via=store
;   access ptr=n7 size=8 via=store
;   access ptr=n7 size=8 via=store
;   access ptr=n7 size=8 via=store
;   access ptr=n7 size=8 via=store
;   access ptr=n7 size=8 via=store
;   access ptr=n7 size=8 via=store
;   access ptr=n7 size=8 via=store
;   access ptr=n7 size=8 via=store
