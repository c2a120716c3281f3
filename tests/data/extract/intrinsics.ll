; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@g = external global [64 x i8]
@h = external global ptr
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
declare i64 @llvm.umax.i64(i64, i64)
declare ptr @llvm.ptrmask.p0.i64(ptr, i64)
declare { i64, i1 } @llvm.uadd.with.overflow.i64(i64, i64)
declare i64 @llvm.read_register.i64(metadata)
declare i64 @llvm.ctlz.i64(i64, i1)
define void @f(ptr %p, ptr %q, i64 %n) {
  call void @llvm.memcpy.p0.p0.i64(ptr %p, ptr %q, i64 24, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr %p, ptr %q, i64 %n, i1 false)
  call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 32, i1 false)
  %1 = call i64 @llvm.umax.i64(i64 %n, i64 3)
  store i64 %1, ptr @g
  %2 = call ptr @llvm.ptrmask.p0.i64(ptr %p, i64 -8)
  store ptr %2, ptr @h
  %3 = call { i64, i1 } @llvm.uadd.with.overflow.i64(i64 %n, i64 16)
  %4 = extractvalue { i64, i1 } %3, 0
  store i64 %4, ptr @g
  %5 = call i64 @llvm.read_register.i64(metadata !0)
  store i64 %5, ptr @g
  %6 = call i64 @llvm.read_register.i64(metadata !1)
  store i64 %6, ptr @g
  %7 = call i64 @llvm.ctlz.i64(i64 %n, i1 false)
  store i64 %7, ptr @g
  ret void
}
!0 = !{!"rsp"}
!1 = !{!"r10"}
; facts
; sym s1 name=g display=g kind=var linkage=undef size=64
; sym s2 name=h display=h kind=var linkage=undef size=8
; sym s3 name=f display=f kind=func linkage=strong sig=0xbabc05884f39f2e0 func=f1:f
; heap h1 kind=stack func=f1:f
; func f1 sym=s3:f nparams=3 nodes=n1..n12
;   cons op=memcpy dst=n1 src=n2 aux=24
;   cons op=memcpy dst=n1 src=n2
;   cons op=addr-sym dst=n6 src=s1:g
;   cons op=store dst=n6 src=n7
;   cons op=addr-sym dst=n8 src=s2:h
;   cons op=store dst=n8 src=n9
;   cons op=store dst=n6 src=n10
;   cons op=store dst=n6 src=n11
;   cons op=store dst=n6 src=n12
;   cons op=copy dst=n7 src=n3
;   cons op=mask dst=n9 src=n1 aux=8
;   cons op=gep dst=n10 src=n3 off=16
;   cons op=addr-heap dst=n11 src=h1
;   cons op=unknown-ptr dst=n12
;   access ptr=n1 size=24 via=copy
;   access ptr=n1 via=copy
;   access ptr=n1 size=32 via=copy
;   access ptr=n6 size=8 via=store
;   access ptr=n8 size=8 via=store
;   access ptr=n6 size=8 via=store
;   access ptr=n6 size=8 via=store
;   access ptr=n6 size=8 via=store
;   access ptr=n6 size=8 via=store
; unknown func=f1:f reason=intrinsic detail=llvm.read_register.i64
