; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
define void @f(ptr %page, ptr %map) {
  %1 = ptrtoint ptr %page to i64
  %2 = load i64, ptr %map
  %3 = sub i64 %1, %2
  %4 = shl i64 %3, 6
  %5 = add i64 %4, -131391639519232
  %6 = inttoptr i64 %5 to ptr
  store i8 0, ptr %6
  ret void
}
; facts
; sym s1 name=f display=f kind=func linkage=strong sig=0x830bb059a144e5e6 func=f1:f
; func f1 sym=s1:f nparams=2 nodes=n1..n5
;   cons op=gep-var dst=n5 src=n1
;   access ptr=n5 size=1 via=store
