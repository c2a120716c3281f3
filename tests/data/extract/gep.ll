; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
define void @f(ptr %p, i64 %i, i32 %j) {
  %a = getelementptr { i32, ptr }, ptr %p, i64 1, i32 1
  store i8 0, ptr %a
  %b = getelementptr { i64, [4 x { i64, i64, i64 }] }, ptr %p, i64 %i, i32 1, i64 2, i32 1
  store i8 0, ptr %b
  %j8 = sext i32 %j to i64
  %c = getelementptr [4 x { i64, i64, i64 }], ptr %p, i64 %i, i64 %j8
  store i8 0, ptr %c
  %m = mul i64 %i, 40
  %n = add i64 %m, 16
  %d = getelementptr i8, ptr %p, i64 %n
  store i8 0, ptr %d
  %e = getelementptr i8, ptr %p, i64 %i
  store i8 0, ptr %e
  ret void
}
; facts
; sym s1 name=f display=f kind=func linkage=strong sig=0xc642dfc11d7baf94 func=f1:f
; func f1 sym=s1:f nparams=3 nodes=n1..n10
;   cons op=gep dst=n6 src=n1 off=24
;   cons op=gep-var dst=n7 src=n1 aux=104 off=64
;   cons op=gep-var dst=n8 src=n1 aux=24
;   cons op=gep-var dst=n9 src=n1 aux=40 off=16
;   cons op=gep-var dst=n10 src=n1
;   access ptr=n6 size=1 via=store
;   access ptr=n7 size=1 via=store
;   access ptr=n8 size=1 via=store
;   access ptr=n9 size=1 via=store
;   access ptr=n10 size=1 via=store
