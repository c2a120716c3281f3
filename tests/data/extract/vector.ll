; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@g = external global [64 x i8]
define void @f(<2 x ptr> %v, ptr %p) {
  %w = insertelement <2 x ptr> %v, ptr %p, i32 0
  store <2 x ptr> %w, ptr @g
  ret void
}
; facts
; sym s1 name=g display=g kind=var linkage=undef size=64
; sym s2 name=f display=f kind=func linkage=strong sig=0x7866c37bcdeb2635 func=f1:f
; func f1 sym=s2:f nparams=2 nodes=n1..n6
;   cons op=addr-sym dst=n5 src=s1:g
;   cons op=store dst=n5 src=n6
;   cons op=store dst=n5 src=n6 off=8
;   cons op=copy dst=n6 src=n1
;   cons op=copy dst=n6 src=n2
;   access ptr=n5 size=16 via=store
