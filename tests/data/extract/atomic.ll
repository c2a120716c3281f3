; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@h = external global ptr
define i64 @f(ptr %p, ptr %new, i64 %i) {
  %1 = cmpxchg ptr %p, ptr null, ptr %new seq_cst seq_cst
  %2 = extractvalue { ptr, i1 } %1, 0
  store ptr %2, ptr @h
  %3 = atomicrmw xchg ptr %p, i64 %i seq_cst
  %4 = atomicrmw add ptr %p, i32 1 seq_cst
  ret i64 %3
}
; facts
; sym s1 name=h display=h kind=var linkage=undef size=8
; sym s2 name=f display=f kind=func linkage=strong sig=0x9a773d857d0d7a94 func=f1:f
; func f1 sym=s2:f nparams=3 nodes=n1..n8
;   cons op=store dst=n1 src=n2
;   cons op=load dst=n6 src=n1
;   cons op=addr-sym dst=n7 src=s1:h
;   cons op=store dst=n7 src=n6
;   cons op=store dst=n1 src=n3
;   cons op=load dst=n8 src=n1
;   cons op=copy dst=n4 src=n8
;   access ptr=n1 size=8 via=atomic
;   access ptr=n7 size=8 via=store
;   access ptr=n1 size=8 via=atomic
;   access ptr=n1 size=4 via=atomic
