; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@h = external global ptr
define void @f(i64 %a, i32 %e) {
  %1 = inttoptr i64 %a to ptr
  store ptr %1, ptr @h
  %2 = sext i32 %e to i64
  %3 = inttoptr i64 %2 to ptr
  store ptr %3, ptr @h
  %4 = mul i64 %a, 3
  %5 = inttoptr i64 %4 to ptr
  store ptr %5, ptr @h
  ret void
}
; facts
; sym s1 name=h display=h kind=var linkage=undef size=8
; sym s2 name=f display=f kind=func linkage=strong sig=0xbe544a1d77cef12 func=f1:f
; func f1 sym=s2:f nparams=2 nodes=n1..n6
;   cons op=addr-sym dst=n5 src=s1:h
;   cons op=store dst=n5 src=n1
;   cons op=store dst=n5 src=n6
;   cons op=unknown-ptr dst=n6
;   access ptr=n5 size=8 via=store
;   access ptr=n5 size=8 via=store
;   access ptr=n5 size=8 via=store
; unknown func=f1:f reason=inttoptr detail=mul
