; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@g = external global [64 x i8]
declare void @sink(ptr)
define void @f() {
  call void @sink(ptr getelementptr (i8, ptr @g, i64 12))
  call void @sink(ptr null)
  call void @sink(ptr inttoptr (i64 -12 to ptr))
  call void @sink(ptr inttoptr (i64 add (i64 ptrtoint (ptr @g to i64), i64 3) to ptr))
  ret void
}
; facts
; sym s1 name=g display=g kind=var linkage=undef size=64
; sym s2 name=sink display=sink kind=func linkage=undef sig=0xe2f918a9336ac0de
; sym s3 name=f display=f kind=func linkage=strong sig=0x3da4588b8c08334f func=f1:f
; func f1 sym=s3:f nodes=n1..n4
;   cons op=addr-sym dst=n3 src=s1:g off=12
;   cons op=addr-sym dst=n4 src=s1:g off=3
;   call callee=s2:sink sig=0xe2f918a9336ac0de args=n3
;   call callee=s2:sink sig=0xe2f918a9336ac0de args=-
;   call callee=s2:sink sig=0xe2f918a9336ac0de args=-
;   call callee=s2:sink sig=0xe2f918a9336ac0de args=n4
