; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
module asm ".globl named_by_asm"
@strong = global i32 0
@static.12 = internal global i32 0
@weak = weak global i32 0
@common = common global i32 0
@undef = external global i32
@undef_weak = extern_weak global i32
@percpu = global i32 0, section ".data..percpu..shared_aligned"
@late = global i32 0, section ".data..ro_after_init"
@early = internal constant i32 0, section ".init.rodata"
@named_by_asm = global i32 0
@alias = alias void (), ptr @called
@weak_alias = weak alias void (), ptr @called
@resolved = ifunc void (), ptr @resolver

define void @called() {
  ret void
}

define void @taken(ptr %p) section ".init.text" {
  call void @called()
  call void @alias()
  call void @weak_alias()
  call void @resolved()
  store ptr @taken, ptr %p
  ret void
}

define void @taken_by_argument(ptr %p) {
  call void @taken_by_argument(ptr @taken_by_argument)
  ret void
}

define internal ptr @resolver() {
  ret ptr @called
}

define available_externally void @copy(ptr %p) {
  store ptr %p, ptr %p
  ret void
}

declare i32 @varargs(i32, ...)
; facts
; sym s1 name=strong display=strong kind=var linkage=strong size=4
; sym s2 name=static.12 display=static kind=var linkage=internal size=4
; sym s3 name=weak display=weak kind=var linkage=weak size=4
; sym s4 name=common display=common kind=var linkage=common size=4
; sym s5 name=undef display=undef kind=var linkage=undef size=4
; sym s6 name=undef_weak display=undef_weak kind=var linkage=undef-weak size=4
; sym s7 name=percpu display=percpu kind=var linkage=strong flags=percpu section=.data..percpu..shared_aligned size=4
; sym s8 name=late display=late kind=var linkage=strong flags=ro-after-init section=.data..ro_after_init size=4
; sym s9 name=early display=early kind=var linkage=internal flags=const,init section=.init.rodata size=4
; sym s10 name=named_by_asm display=named_by_asm kind=var linkage=strong flags=asm size=4
; sym s11 name=called display=called kind=func linkage=strong flags=address-taken sig=0x3da4588b8c08334f func=f1:called
; sym s12 name=taken display=taken kind=func linkage=strong flags=address-taken,init section=.init.text sig=0xe2f918a9336ac0de func=f2:taken
; sym s13 name=taken_by_argument display=taken_by_argument kind=func linkage=strong flags=address-taken sig=0xe2f918a9336ac0de func=f3:taken_by_argument
; sym s14 name=resolver display=resolver kind=func linkage=internal flags=address-taken sig=0x22a697124662f318 func=f4:resolver
; sym s15 name=copy display=copy kind=func linkage=undef sig=0xe2f918a9336ac0de
; sym s16 name=varargs display=varargs kind=func linkage=undef flags=vararg sig=0x9633f577f0784151
; sym s17 name=alias display=alias kind=alias linkage=strong target=s11:called
; sym s18 name=weak_alias display=weak_alias kind=alias linkage=weak target=s11:called
; sym s19 name=resolved display=resolved kind=func linkage=undef
; func f1 sym=s11:called nodes=n1..n2
; func f2 sym=s12:taken nparams=1 nodes=n3..n6
;   cons op=addr-sym dst=n6 src=s12:taken
;   cons op=store dst=n3 src=n6
;   access ptr=n3 size=8 via=store
;   call callee=s11:called sig=0x3da4588b8c08334f
;   call callee=s11:called sig=0x3da4588b8c08334f
;   call callee=s18:weak_alias sig=0x3da4588b8c08334f
;   call callee=s19:resolved sig=0x3da4588b8c08334f
; func f3 sym=s13:taken_by_argument nparams=1 nodes=n7..n10
;   cons op=addr-sym dst=n10 src=s13:taken_by_argument
;   call callee=s13:taken_by_argument sig=0xe2f918a9336ac0de args=n10
; func f4 sym=s14:resolver nodes=n11..n13
;   cons op=addr-sym dst=n13 src=s11:called
;   cons op=copy dst=n11 src=n13
; unknown reason=ifunc detail=resolved
