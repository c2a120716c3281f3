; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
declare i32 @personality(...)
declare ptr @may_throw(ptr)
declare <2 x ptr> @llvm.masked.gather.v2p0.v2p0(<2 x ptr>, i32, <2 x i1>, <2 x ptr>)

define ptr @f(ptr %p, <2 x ptr> %v) personality ptr @personality {
  %a = invoke ptr @may_throw(ptr %p) to label %ok unwind label %bad
ok:
  %w = call <2 x ptr> @llvm.masked.gather.v2p0.v2p0(<2 x ptr> %v, i32 8, <2 x i1> <i1 true, i1 true>, <2 x ptr> undef)
  %e = extractelement <2 x ptr> %w, i32 0
  store ptr %e, ptr %a
  ret ptr %a
bad:
  %l = landingpad { ptr, i32 } cleanup
  %b = extractvalue { ptr, i32 } %l, 0
  ret ptr %b
}
; facts
; sym s1 name=personality display=personality kind=func linkage=undef flags=address-taken,vararg sig=0x213cffb43b92b4be
; sym s2 name=may_throw display=may_throw kind=func linkage=undef sig=0xd7523122fdc161ec
; sym s3 name=f display=f kind=func linkage=strong sig=0x58ecb9c38e370ece func=f1:f
; func f1 sym=s3:f nparams=2 nodes=n1..n7
;   cons op=unknown-ptr dst=n6
;   cons op=store dst=n5 src=n6
;   cons op=copy dst=n3 src=n5
;   cons op=copy dst=n3 src=n7
;   cons op=unknown-ptr dst=n7
;   access ptr=n5 size=8 via=store
;   call callee=s2:may_throw ret=n5 sig=0xd7523122fdc161ec args=n1
; unknown func=f1:f reason=intrinsic detail=llvm.masked.gather.v2p0.v2p0
; unknown func=f1:f reason=instruction detail=landingpad
