; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
; Exchanges: what comes out of memory, and what goes in.
define ptr @xchg(ptr %p, ptr %v) {
  %1 = call ptr asm sideeffect "xchgq ${0:q}, $1", "=r,=*m,0,*m,~{memory},~{cc},~{dirflag},~{fpsr},~{flags}"(ptr elementtype(ptr) %p, ptr %v, ptr elementtype(ptr) %p)
  ret ptr %1
}
define i1 @try_cmpxchg(ptr %p, ptr %old, ptr %new) {
  %1 = load ptr, ptr %old
  %2 = call { i8, ptr } asm sideeffect "lock; cmpxchgq $3, $1", "={@ccz},=*m,={ax},r,*m,2,~{memory},~{dirflag},~{fpsr},~{flags}"(ptr elementtype(ptr) %p, ptr %new, ptr elementtype(ptr) %p, ptr %1)
  %3 = extractvalue { i8, ptr } %2, 0
  %4 = extractvalue { i8, ptr } %2, 1
  store ptr %4, ptr %old
  %5 = trunc i8 %3 to i1
  ret i1 %5
}
define i32 @fetch_add(ptr %p) {
  %1 = call i32 asm sideeffect "lock; xaddl $0, $1", "=r,=*m,0,*m,~{memory},~{cc},~{dirflag},~{fpsr},~{flags}"(ptr elementtype(i32) %p, i32 1, ptr elementtype(i32) %p)
  ret i32 %1
}
define { ptr, ptr } @cmpxchg16(ptr %p, ptr %a, ptr %d, ptr %b, ptr %c) {
  %1 = call { ptr, ptr } asm sideeffect "lock; cmpxchg16b $2", "={ax},={dx},=*m,{bx},{cx},0,1,*m,~{memory}"(ptr elementtype(i128) %p, ptr %b, ptr %c, ptr %a, ptr %d, ptr elementtype(i128) %p)
  ret { ptr, ptr } %1
}
define void @set_bit(i64 %n, ptr %p) {
  call void asm sideeffect "lock; btsq $1,$0", "*m,Ir,~{memory},~{dirflag},~{fpsr},~{flags}"(ptr elementtype(i64) %p, i64 %n)
  call void asm sideeffect "btrq $1,$0", "*m,Ir,~{memory},~{dirflag},~{fpsr},~{flags}"(ptr elementtype(i64) %p, i64 3)
  ret void
}
define i8 @dec_and_test(ptr %p) {
  %1 = call i8 asm sideeffect "lock; decl $0", "=*m,={@cce},*m,~{memory},~{dirflag},~{fpsr},~{flags}"(ptr elementtype(i32) %p, ptr elementtype(i32) %p)
  ret i8 %1
}
; facts
; sym s1 name=xchg display=xchg kind=func linkage=strong sig=0x8960de944a2bc1d2 func=f1:xchg
; sym s2 name=try_cmpxchg display=try_cmpxchg kind=func linkage=strong sig=0xf92579650e9c8519 func=f2:try_cmpxchg
; sym s3 name=fetch_add display=fetch_add kind=func linkage=strong sig=0x711d2017d3148bca func=f3:fetch_add
; sym s4 name=cmpxchg16 display=cmpxchg16 kind=func linkage=strong sig=0xbf8b288c3d2684ae func=f4:cmpxchg16
; sym s5 name=set_bit display=set_bit kind=func linkage=strong sig=0xe959529dda4c141d func=f5:set_bit
; sym s6 name=dec_and_test display=dec_and_test kind=func linkage=strong sig=0xd6da1ffc3bdbe137 func=f6:dec_and_test
; func f1 sym=s1:xchg nparams=2 nodes=n1..n6
;   cons op=load dst=n5 src=n1
;   cons op=store dst=n1 src=n2
;   cons op=copy dst=n6 src=n5
;   cons op=copy dst=n3 src=n6
;   access ptr=n1 size=8 via=atomic
; func f2 sym=s2:try_cmpxchg nparams=3 nodes=n7..n12
;   cons op=load dst=n12 src=n7
;   cons op=store dst=n7 src=n9
;   cons op=store dst=n8 src=n12
;   access ptr=n7 size=8 via=atomic
;   access ptr=n8 size=8 via=store
; func f3 sym=s3:fetch_add nparams=1 nodes=n13..n15
;   access ptr=n13 size=4 via=atomic
; func f4 sym=s4:cmpxchg16 nparams=5 nodes=n16..n25
;   cons op=load dst=n23 src=n16
;   cons op=store dst=n16 src=n19
;   cons op=load dst=n24 src=n16 off=8
;   cons op=store dst=n16 src=n20 off=8
;   cons op=copy dst=n25 src=n23
;   cons op=copy dst=n25 src=n24
;   cons op=copy dst=n21 src=n25
;   access ptr=n16 size=8 via=atomic
;   access ptr=n16 size=8 via=atomic
; func f5 sym=s5:set_bit nparams=2 nodes=n26..n29
;   access ptr=n27 via=atomic
;   access ptr=n27 size=8 via=atomic
; func f6 sym=s6:dec_and_test nparams=1 nodes=n30..n32
;   access ptr=n30 size=4 via=atomic
