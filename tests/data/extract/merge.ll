; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
define ptr @f(ptr %p, ptr %q, i1 %c) {
entry:
  %s = select i1 %c, ptr %p, ptr null
  br i1 %c, label %a, label %b
a:
  br label %b
b:
  %m = phi ptr [ %q, %entry ], [ %s, %a ]
  ret ptr %m
}
; facts
; sym s1 name=f display=f kind=func linkage=strong sig=0xa21bdc55bdfab1e5 func=f1:f
; func f1 sym=s1:f nparams=3 nodes=n1..n7
;   cons op=copy dst=n4 src=n6
;   cons op=copy dst=n6 src=n2
;   cons op=copy dst=n6 src=n7
;   cons op=copy dst=n7 src=n1
