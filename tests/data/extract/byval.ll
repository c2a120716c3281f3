; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
declare void @sink(ptr)
define void @f(ptr %p) {
  call void @sink(ptr byval([16 x i8]) %p)
  ret void
}
; facts
; sym s1 name=sink display=sink kind=func linkage=undef sig=0xe2f918a9336ac0de
; sym s2 name=f display=f kind=func linkage=strong sig=0xe2f918a9336ac0de func=f1:f
; heap h1 kind=stack func=f1:f size=16
; func f1 sym=s2:f nparams=1 nodes=n1..n4
;   cons op=addr-heap dst=n4 src=h1
;   cons op=memcpy dst=n4 src=n1 aux=16
;   call callee=s1:sink sig=0xe2f918a9336ac0de args=n4
