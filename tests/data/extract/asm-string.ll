; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
; String instructions and what saves processor state: through fixed registers.
define void @stosq(ptr %p, ptr %v, i64 %n) {
  %1 = call { i64, ptr } asm sideeffect "rep stosq", "=&{cx},=&{di},{ax},1,0,~{memory},~{dirflag},~{fpsr},~{flags}"(ptr %v, ptr %p, i64 %n)
  ret void
}
define void @movs(ptr %d, ptr %s, i64 %n) {
  %1 = call { i64, ptr, ptr } asm sideeffect "rep ; movsl", "=&{cx},=&{di},=&{si},0,1,2,~{memory},~{dirflag},~{fpsr},~{flags}"(i64 %n, ptr %d, ptr %s)
  ret void
}
define void @insb(ptr %d, i64 %n) {
  %1 = call { ptr, i64 } asm sideeffect "rep; insb", "={di},={cx},{dx},0,1,~{memory},~{dirflag},~{fpsr},~{flags}"(i32 1, ptr %d, i64 %n)
  ret void
}
define void @xsave(ptr %p) {
  call void asm sideeffect ".byte 0x48, 0x0f,0xae,0x27", "{di},*m,{ax},{dx},~{memory}"(ptr %p, ptr elementtype(i8) %p, i32 -1, i32 -1)
  ret void
}
; facts
; sym s1 name=stosq display=stosq kind=func linkage=strong sig=0xbabc05884f39f2e0 func=f1:stosq
; sym s2 name=movs display=movs kind=func linkage=strong sig=0xbabc05884f39f2e0 func=f2:movs
; sym s3 name=insb display=insb kind=func linkage=strong sig=0x7262c452dcaf73a2 func=f3:insb
; sym s4 name=xsave display=xsave kind=func linkage=strong sig=0xe2f918a9336ac0de func=f4:xsave
; func f1 sym=s1:stosq nparams=3 nodes=n1..n6
;   cons op=gep-var dst=n6 src=n1 aux=8
;   cons op=store dst=n6 src=n2
;   access ptr=n1 via=asm
; func f2 sym=s2:movs nparams=3 nodes=n7..n11
;   cons op=memcpy dst=n7 src=n8
;   access ptr=n7 via=asm
; func f3 sym=s3:insb nparams=2 nodes=n12..n15
;   access ptr=n12 via=asm
; func f4 sym=s4:xsave nparams=1 nodes=n16..n18
;   access ptr=n16 via=asm
