; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@g = external global [64 x i8]
define void @f(i64 %a, i64 %b, i32 %c) {
  %1 = mul i64 %a, 3
  store i64 %1, ptr @g
  %2 = lshr i64 %a, 12
  store i64 %2, ptr @g
  %3 = zext i32 %c to i64
  store i64 %3, ptr @g
  %4 = xor i64 %a, %b
  store i64 %4, ptr @g
  ret void
}
; facts
; sym s1 name=g display=g kind=var linkage=undef size=64
; sym s2 name=f display=f kind=func linkage=strong sig=0x598065d5c7467ae3 func=f1:f
; func f1 sym=s2:f nparams=3 nodes=n1..n6
;   cons op=addr-sym dst=n6 src=s1:g
;   access ptr=n6 size=8 via=store
;   access ptr=n6 size=8 via=store
;   access ptr=n6 size=8 via=store
;   access ptr=n6 size=8 via=store
