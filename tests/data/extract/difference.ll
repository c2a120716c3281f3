; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@g = external global [64 x i8]
define void @f(ptr %p, ptr %q, ptr %r) {
  %1 = ptrtoint ptr %p to i64
  %2 = ptrtoint ptr %q to i64
  %3 = sub i64 %1, %2
  store i64 %3, ptr @g
  %4 = getelementptr i8, ptr %r, i64 %3
  store i8 0, ptr %4
  ret void
}
; facts
; sym s1 name=g display=g kind=var linkage=undef size=64
; sym s2 name=f display=f kind=func linkage=strong sig=0xae3caee104f7b930 func=f1:f
; func f1 sym=s2:f nparams=3 nodes=n1..n7
;   cons op=addr-sym dst=n6 src=s1:g
;   cons op=gep-var dst=n7 src=n3
;   access ptr=n6 size=8 via=store
;   access ptr=n7 size=1 via=store
