; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
; Pointers that templates move: registers, memory, per-CPU variables, ties.
@current_task = external global ptr
@this_cpu_off = external global i64
@cell = external global ptr
define ptr @current() {
  %1 = call i64 asm "movq %gs:${1:P}, $0", "=r,p,~{dirflag},~{fpsr},~{flags}"(ptr @current_task)
  %2 = inttoptr i64 %1 to ptr
  ret ptr %2
}
define ptr @this_cpu_ptr(ptr %p) {
  %1 = call ptr asm "add %gs:$1, $0", "=r,*m,0,~{dirflag},~{fpsr},~{flags}"(ptr elementtype(i64) @this_cpu_off, ptr %p)
  ret ptr %1
}
define ptr @hide(ptr %p) {
  %1 = call ptr asm "", "=r,0,~{dirflag},~{fpsr},~{flags}"(ptr %p)
  ret ptr %1
}
define void @percpu_write(ptr %v) {
  call void asm "movq $1, %gs:$0", "=*m,re,*m,~{dirflag},~{fpsr},~{flags}"(ptr elementtype(ptr) @cell, ptr %v, ptr elementtype(ptr) @cell)
  ret void
}
define void @writel(i32 %v, ptr %p) {
  call void asm sideeffect "movl $0,$1", "r,*m,~{memory},~{dirflag},~{fpsr},~{flags}"(i32 %v, ptr elementtype(i32) %p)
  ret void
}
define void @tied_to_memory(ptr %p, ptr %v) {
  call void asm "", "=*rm,0,~{dirflag},~{fpsr},~{flags}"(ptr elementtype(ptr) %p, ptr %v)
  ret void
}
define ptr @displaced(ptr %p) {
  %1 = call ptr asm "leaq 8($1), %rax; movq 16(%rax), $0", "=r,r,~{rax}"(ptr %p)
  ret ptr %1
}
; facts
; sym s1 name=current_task display=current_task kind=var linkage=undef size=8
; sym s2 name=this_cpu_off display=this_cpu_off kind=var linkage=undef size=8
; sym s3 name=cell display=cell kind=var linkage=undef size=8
; sym s4 name=current display=current kind=func linkage=strong sig=0x22a697124662f318 func=f1:current
; sym s5 name=this_cpu_ptr display=this_cpu_ptr kind=func linkage=strong sig=0xd7523122fdc161ec func=f2:this_cpu_ptr
; sym s6 name=hide display=hide kind=func linkage=strong sig=0xd7523122fdc161ec func=f3:hide
; sym s7 name=percpu_write display=percpu_write kind=func linkage=strong sig=0xe2f918a9336ac0de func=f4:percpu_write
; sym s8 name=writel display=writel kind=func linkage=strong sig=0xa4263da408f117ee func=f5:writel
; sym s9 name=tied_to_memory display=tied_to_memory kind=func linkage=strong sig=0x830bb059a144e5e6 func=f6:tied_to_memory
; sym s10 name=displaced display=displaced kind=func linkage=strong sig=0xd7523122fdc161ec func=f7:displaced
; func f1 sym=s4:current nodes=n1..n5
;   cons op=addr-sym dst=n3 src=s1:current_task
;   cons op=load dst=n4 src=n3
;   cons op=copy dst=n5 src=n4
;   cons op=copy dst=n1 src=n5
; func f2 sym=s5:this_cpu_ptr nparams=1 nodes=n6..n9
;   cons op=copy dst=n9 src=n6
;   cons op=copy dst=n7 src=n9
; func f3 sym=s6:hide nparams=1 nodes=n10..n13
;   cons op=copy dst=n13 src=n10
;   cons op=copy dst=n11 src=n13
; func f4 sym=s7:percpu_write nparams=1 nodes=n14..n17
;   cons op=addr-sym dst=n17 src=s3:cell
;   cons op=store dst=n17 src=n14
;   access ptr=n17 size=8 via=asm
; func f5 sym=s8:writel nparams=2 nodes=n18..n21
;   access ptr=n19 size=4 via=asm
; func f6 sym=s9:tied_to_memory nparams=2 nodes=n22..n25
;   cons op=store dst=n22 src=n23
;   access ptr=n22 size=8 via=asm
; func f7 sym=s10:displaced nparams=1 nodes=n26..n31
;   cons op=gep dst=n29 src=n26 off=8
;   cons op=load dst=n30 src=n29 off=16
;   cons op=copy dst=n31 src=n30
;   cons op=copy dst=n27 src=n31
