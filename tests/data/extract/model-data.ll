; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
; Data on its way to or from a shared body stays the caller's; a copy of bytes moves no pointers.
declare i64 @_copy_from_iter(ptr, i64, ptr)
declare i32 @nla_put(ptr, i32, i32, ptr)
declare void @seq_printf(ptr, ptr, ...)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define void @f(ptr %p, ptr %iter) {
  %1 = call i64 @_copy_from_iter(ptr %p, i64 8, ptr %iter)
  %2 = call i32 @nla_put(ptr %iter, i32 1, i32 8, ptr %p)
  call void (ptr, ptr, ...) @seq_printf(ptr %iter, ptr %p, ptr %p, i64 1)
  ret void
}
define void @bitmap_copy(ptr %d, ptr %s, i64 %n) !dbg !4 {
  call void @llvm.memcpy.p0.p0.i64(ptr %d, ptr %s, i64 %n, i1 false), !dbg !7
  ret void
}
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "a.c", directory: ".")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!4 = distinct !DISubprogram(name: "bitmap_copy", file: !1, line: 1, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DISubroutineType(types: !6)
!6 = !{null}
!7 = !DILocation(line: 2, scope: !4)
; facts
; type t1 kind=func name=v()
; sym s1 name=_copy_from_iter display=_copy_from_iter kind=func linkage=undef sig=0xf6334c8079ce3d52
; sym s2 name=nla_put display=nla_put kind=func linkage=undef sig=0x14d7670568129ecd
; sym s3 name=seq_printf display=seq_printf kind=func linkage=undef flags=vararg sig=0x42b88a7060e23e69
; sym s4 name=f display=f kind=func linkage=strong sig=0x830bb059a144e5e6 func=f1:f
; sym s5 name=bitmap_copy display=bitmap_copy kind=func linkage=strong file=a.c line=1 type=t1:v() sig=0xbabc05884f39f2e0 func=f2:bitmap_copy
; func f1 sym=s4:f nparams=2 nodes=n1..n4
;   access ptr=n1 size=8 via=copy
;   call callee=s1:_copy_from_iter sig=0xf6334c8079ce3d52 args=-,-,n2
;   call callee=s2:nla_put sig=0x14d7670568129ecd args=n2,-,-,-
;   call callee=s3:seq_printf sig=0x42b88a7060e23e69 args=n2,-,-,-
; func f2 sym=s5:bitmap_copy nparams=3 nodes=n5..n9
;   access ptr=n5 loc=a.c:2 via=copy
