; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@g = external global [64 x i8]
@h = external global ptr
declare void @llvm.va_start.p0(ptr)
declare void @llvm.va_copy.p0(ptr, ptr)
define void @f(ptr %list, ...) {
  call void @llvm.va_start.p0(ptr %list)
  %v = va_arg ptr %list, ptr
  store ptr %v, ptr @h
  call void @llvm.va_copy.p0(ptr @g, ptr %list)
  ret void
}
; facts
; sym s1 name=g display=g kind=var linkage=undef size=64
; sym s2 name=h display=h kind=var linkage=undef size=8
; sym s3 name=f display=f kind=func linkage=strong flags=vararg sig=0x1494d194e12c7bf8 func=f1:f
; heap h1 kind=stack func=f1:f name=...
; func f1 sym=s3:f nparams=1 nodes=n1..n10
;   cons op=addr-heap dst=n4 src=h1:...
;   cons op=gep-var dst=n5 src=n4
;   cons op=store dst=n5 src=n3
;   cons op=store dst=n1 src=n4 off=8
;   cons op=store dst=n1 src=n4 off=16
;   cons op=load dst=n6 src=n1 off=8
;   cons op=gep-var dst=n7 src=n6
;   cons op=load dst=n8 src=n7
;   cons op=addr-sym dst=n9 src=s2:h
;   cons op=store dst=n9 src=n8
;   cons op=addr-sym dst=n10 src=s1:g
;   cons op=memcpy dst=n10 src=n1 aux=24
;   access ptr=n1 size=24 via=store
;   access ptr=n1 size=24 via=store
;   access ptr=n9 size=8 via=store
;   access ptr=n10 size=24 via=copy
