; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
define void @f(ptr %fn) {
  call void %fn() [ "kcfi"(i32 -5) ]
  ret void
}
; facts
; sym s1 name=f display=f kind=func linkage=strong sig=0xe2f918a9336ac0de func=f1:f
; func f1 sym=s1:f nparams=1 nodes=n1..n3
;   call target=n1 sig=0xfffffffb sig_kcfi=1
