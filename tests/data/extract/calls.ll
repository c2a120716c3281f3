; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
declare void @sink(ptr)
declare ptr @source()
define ptr @f(ptr %fn, ptr %p, i32 %i) {
  %1 = call ptr %fn(ptr %p, i32 %i)
  %2 = call ptr @source()
  %3 = call ptr @source()
  call void @sink(ptr %1)
  ret ptr %2
}
; facts
; sym s1 name=sink display=sink kind=func linkage=undef sig=0xe2f918a9336ac0de
; sym s2 name=source display=source kind=func linkage=undef sig=0x22a697124662f318
; sym s3 name=f display=f kind=func linkage=strong sig=0x6530d380d7abb5a8 func=f1:f
; func f1 sym=s3:f nparams=3 nodes=n1..n7
;   cons op=copy dst=n4 src=n7
;   call target=n1 ret=n6 sig=0xb8f6d6ef9bb19ab1 args=n2,-
;   call callee=s2:source ret=n7 sig=0x22a697124662f318
;   call callee=s2:source sig=0x22a697124662f318
;   call callee=s1:sink sig=0xe2f918a9336ac0de args=n6
