; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
; Calls by the C convention: the interrupt stack's, a pv_ops slot's, and one by name.
@stack = external global ptr
@pv_ops = external global [8 x ptr]
declare void @irq_enter_rcu()
define void @handler(ptr %regs) {
  ret void
}
define void @run(ptr %regs) {
  %1 = load ptr, ptr @stack
  %2 = call { ptr, i64 } asm sideeffect "movq %rsp, ($3)\0Amovq $3, %rsp\0Acall irq_enter_rcu\0Amovq $4, %rdi\0Acall ${2:P}\0Acall not_declared\0Apopq %rsp", "={r11},={rsp},i,{r11},r,~{memory}"(ptr @handler, ptr %1, ptr %regs)
  ret void
}
define ptr @pv(ptr %a) {
  %1 = call { ptr, ptr } asm sideeffect "call *$2;", "={ax},={di},*m,1,~{memory}"(ptr elementtype(ptr) getelementptr (i8, ptr @pv_ops, i64 16), ptr %a)
  %2 = extractvalue { ptr, ptr } %1, 0
  ret ptr %2
}
; facts
; sym s1 name=stack display=stack kind=var linkage=undef size=8
; sym s2 name=pv_ops display=pv_ops kind=var linkage=undef size=64
; sym s3 name=irq_enter_rcu display=irq_enter_rcu kind=func linkage=undef sig=0x3da4588b8c08334f
; sym s4 name=handler display=handler kind=func linkage=strong flags=address-taken sig=0xe2f918a9336ac0de func=f1:handler
; sym s5 name=run display=run kind=func linkage=strong sig=0xe2f918a9336ac0de func=f2:run
; sym s6 name=pv display=pv kind=func linkage=strong sig=0xd7523122fdc161ec func=f3:pv
; sym s7 name=not_declared display=not_declared kind=func linkage=undef
; func f1 sym=s4:handler nparams=1 nodes=n1..n3
; func f2 sym=s5:run nparams=1 nodes=n4..n11
;   cons op=addr-sym dst=n11 src=s1:stack
;   cons op=load dst=n7 src=n11
;   access ptr=n7 size=8 via=asm
;   call callee=s3:irq_enter_rcu ret=n8
;   call callee=s4:handler ret=n9 args=n4
;   call callee=s7:not_declared ret=n10
; func f3 sym=s6:pv nparams=1 nodes=n12..n17
;   cons op=addr-sym dst=n15 src=s2:pv_ops off=16
;   cons op=load dst=n16 src=n15
;   cons op=copy dst=n13 src=n17
;   call target=n16 ret=n17 args=n12,-,-,-,-,-
