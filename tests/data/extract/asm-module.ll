; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
; Module-level assembly: who is defined there, and whom it may call.
module asm ".section\09\22.initcall6.init\22, \22a\22"
module asm "__initcall_start6: .long\09start - ."
module asm ".previous"
module asm ".globl thunk"
module asm "thunk: call elsewhere"
module asm ".pushsection .static_call.text, \22ax\22"
module asm ".globl __SCT__hook"
module asm "__SCT__hook: .byte 0xe9; .long quiet - (. + 4)"
module asm ".popsection"
@__SCK__hook = global { ptr } { ptr @quiet }
define internal i32 @start() {
  ret i32 0
}
declare void @thunk(ptr)
declare void @__SCT__hook(ptr)
define void @quiet(ptr %p) {
  call void @thunk(ptr %p)
  call void @__SCT__hook(ptr %p)
  ret void
}
; facts
; sym s1 name=__SCK__hook display=__SCK__hook kind=var linkage=strong size=8
; sym s2 name=start display=start kind=func linkage=internal flags=used,asm,entry sig=0xa51e68f505e5ae99 func=f1:start
; sym s3 name=thunk display=thunk kind=func linkage=strong flags=asm sig=0xe2f918a9336ac0de
; sym s4 name=__SCT__hook display=__SCT__hook kind=func linkage=undef sig=0xe2f918a9336ac0de
; sym s5 name=quiet display=quiet kind=func linkage=strong flags=address-taken sig=0xe2f918a9336ac0de func=f2:quiet
; sym s6 name=elsewhere display=elsewhere kind=func linkage=undef flags=used,asm,entry
; init sym=s1:__SCK__hook target=s5:quiet
; func f1 sym=s2:start nodes=n1..n2
; func f2 sym=s5:quiet nparams=1 nodes=n3..n7
;   cons op=addr-sym dst=n7 src=s1:__SCK__hook
;   cons op=load dst=n6 src=n7
;   call callee=s3:thunk sig=0xe2f918a9336ac0de args=n3
;   call target=n6 sig=0xe2f918a9336ac0de args=n3
