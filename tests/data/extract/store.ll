; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
define void @f(ptr %p, ptr %q, i32 %i) {
  store ptr %q, ptr %p
  store i32 %i, ptr %p
  ret void
}
; facts
; sym s1 name=f display=f kind=func linkage=strong sig=0xe778e152ebe43c9d func=f1:f
; func f1 sym=s1:f nparams=3 nodes=n1..n5
;   cons op=store dst=n1 src=n2
;   access ptr=n1 size=8 via=store
;   access ptr=n1 size=4 via=store
