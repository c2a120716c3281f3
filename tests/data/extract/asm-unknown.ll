; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
; A template with an instruction that is not in asm.def: outputs may be any input.
define ptr @f(ptr %p, ptr %v) {
  %1 = call ptr asm sideeffect "nop\0A\09frobnicate  $2, $1", "=r,=*m,r,*m"(ptr elementtype(ptr) %p, ptr %v, ptr elementtype(ptr) %p)
  ret ptr %1
}
define void @g(ptr %p) {
  call void asm sideeffect "1:jmp ${1:l}\0A.pushsection __jump_table, \22aw\22\0A.quad ${0:c} - .\0A.popsection", "i,~{memory}"(ptr @f)
  call void asm sideeffect "lock; addl $$0,-4(%rsp)", "~{memory},~{cc}"()
  call void asm sideeffect "wrmsr", "{cx},{ax},{dx},~{memory}"(i32 1, i32 2, i32 3)
  ret void
}
; facts
; sym s1 name=f display=f kind=func linkage=strong flags=address-taken sig=0x8960de944a2bc1d2 func=f1:f
; sym s2 name=g display=g kind=func linkage=strong sig=0xe2f918a9336ac0de func=f2:g
; func f1 sym=s1:f nparams=2 nodes=n1..n7
;   cons op=copy dst=n5 src=n2
;   cons op=load dst=n6 src=n1
;   cons op=copy dst=n5 src=n6
;   cons op=store dst=n1 src=n5
;   cons op=copy dst=n7 src=n5
;   cons op=copy dst=n3 src=n7
;   access ptr=n1 size=8 via=asm
; func f2 sym=s2:g nparams=1 nodes=n8..n10
; unknown func=f1:f reason=asm-template detail="nop frobnicate $2, $1"
