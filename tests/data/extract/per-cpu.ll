; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@__per_cpu_offset = external global [64 x i64]
@this_cpu_off = external global i64
define void @f(ptr %p, i64 %cpu) {
  %1 = getelementptr [64 x i64], ptr @__per_cpu_offset, i64 0, i64 %cpu
  %2 = load i64, ptr %1
  %3 = ptrtoint ptr %p to i64
  %4 = add i64 %2, %3
  %5 = inttoptr i64 %4 to ptr
  store i8 0, ptr %5
  %6 = getelementptr i8, ptr %p, i64 %2
  %7 = getelementptr i8, ptr %6, i64 8
  store i8 0, ptr %7
  ret void
}
; facts
; sym s1 name=__per_cpu_offset display=__per_cpu_offset kind=var linkage=undef size=512
; sym s2 name=this_cpu_off display=this_cpu_off kind=var linkage=undef size=8
; sym s3 name=f display=f kind=func linkage=strong sig=0x7262c452dcaf73a2 func=f1:f
; func f1 sym=s3:f nparams=2 nodes=n1..n7
;   cons op=copy dst=n5 src=n1
;   cons op=gep dst=n6 src=n7 off=8
;   cons op=copy dst=n7 src=n1
;   access ptr=n5 size=1 via=store
;   access ptr=n6 size=1 via=store
