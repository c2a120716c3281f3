; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
define void @f(ptr %p, ptr %q) {
  %1 = load i128, ptr %p
  %2 = lshr i128 %1, 64
  %3 = trunc i128 %2 to i64
  store i64 %3, ptr %q
  ret void
}
; facts
; sym s1 name=f display=f kind=func linkage=strong sig=0x830bb059a144e5e6 func=f1:f
; func f1 sym=s1:f nparams=2 nodes=n1..n6
;   cons op=store dst=n2 src=n5
;   cons op=copy dst=n5 src=n6
;   cons op=load dst=n6 src=n1
;   cons op=load dst=n6 src=n1 off=8
;   access ptr=n2 size=8 via=store
