; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@n = external global i64
define void @f(i64 %a, ptr %p) {
  %1 = load i64, ptr @n
  %2 = add i64 %1, 1
  store i64 %2, ptr @n
  %3 = load i64, ptr %p
  %4 = and i64 %3, -4
  %5 = inttoptr i64 %4 to ptr
  store i8 0, ptr %5
  store i64 %1, ptr %p
  ret void
}
; facts
; sym s1 name=n display=n kind=var linkage=undef size=8
; sym s2 name=f display=f kind=func linkage=strong sig=0xe959529dda4c141d func=f1:f
; func f1 sym=s2:f nparams=2 nodes=n1..n9
;   cons op=addr-sym dst=n5 src=s1:n
;   cons op=store dst=n5 src=n6
;   cons op=store dst=n2 src=n8
;   cons op=mask dst=n7 src=n9 aux=4
;   cons op=load dst=n8 src=n5
;   cons op=load dst=n9 src=n2
;   access ptr=n5 size=8 via=store
;   access ptr=n7 size=1 via=store
;   access ptr=n2 size=8 via=store
