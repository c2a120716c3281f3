; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
define ptr @f(ptr %p) {
  %a = getelementptr i8, ptr %p, i64 16
  %b = getelementptr i8, ptr %a, i64 -8
  %v = load ptr, ptr %b
  ret ptr %v
}
; facts
; sym s1 name=f display=f kind=func linkage=strong sig=0xd7523122fdc161ec func=f1:f
; func f1 sym=s1:f nparams=1 nodes=n1..n4
;   cons op=copy dst=n2 src=n4
;   cons op=load dst=n4 src=n1 off=8
