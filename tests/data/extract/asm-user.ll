; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
; User memory is nobody's object: neither accesses nor pointers.
declare i64 @copy_user_generic_unrolled(ptr, ptr, i32)
define i64 @get_user(ptr %u) {
  %1 = call { i64, i64, i64 } asm sideeffect "call __get_user_${4:P}", "={ax},={rdx},={rsp},0,i,{rsp},~{dirflag},~{fpsr},~{flags}"(ptr %u, i64 8, i64 0)
  %2 = extractvalue { i64, i64, i64 } %1, 1
  ret i64 %2
}
define void @unsafe_put(ptr %v, ptr %u) {
  callbr void asm sideeffect "1: movq $0,$1\0A .pushsection \22__ex_table\22,\22a\22\0A .long (1b) - .\0A .long (${2:l}) - .\0A .long 3 \0A .popsection", "er,*m,!i,~{dirflag}"(ptr %v, ptr elementtype(ptr) %u) to label %ok [label %fault]
ok:
  ret void
fault:
  ret void
}
define i64 @raw_copy(ptr %d, ptr %s, i64 %n) {
  %1 = call { i64, ptr, ptr, i64 } asm sideeffect "call ${4:P}", "={ax},={di},={si},={dx},i,1,2,3,~{memory}"(ptr @copy_user_generic_unrolled, ptr %d, ptr %s, i64 %n)
  %2 = extractvalue { i64, ptr, ptr, i64 } %1, 0
  ret i64 %2
}
define i64 @raw_copy_to_user(ptr %d, ptr %s, i64 %n) !dbg !4 {
  %1 = call { i64, ptr, ptr, i64 } asm sideeffect "call ${4:P}", "={ax},={di},={si},={dx},i,1,2,3,~{memory}"(ptr @copy_user_generic_unrolled, ptr %d, ptr %s, i64 %n), !dbg !7
  %2 = extractvalue { i64, ptr, ptr, i64 } %1, 0
  ret i64 %2
}
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "a.c", directory: ".")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!4 = distinct !DISubprogram(name: "raw_copy_to_user", file: !1, line: 1, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DISubroutineType(types: !6)
!6 = !{null}
!7 = !DILocation(line: 2, scope: !4)
; facts
; type t1 kind=func name=v()
; sym s1 name=copy_user_generic_unrolled display=copy_user_generic_unrolled kind=func linkage=undef flags=address-taken sig=0xc0c06484a879fd1e
; sym s2 name=get_user display=get_user kind=func linkage=strong sig=0x2c00202222e2883b func=f1:get_user
; sym s3 name=unsafe_put display=unsafe_put kind=func linkage=strong sig=0x830bb059a144e5e6 func=f2:unsafe_put
; sym s4 name=raw_copy display=raw_copy kind=func linkage=strong sig=0x9a773d857d0d7a94 func=f3:raw_copy
; sym s5 name=raw_copy_to_user display=raw_copy_to_user kind=func linkage=strong file=a.c line=1 type=t1:v() sig=0x9a773d857d0d7a94 func=f4:raw_copy_to_user
; func f1 sym=s2:get_user nparams=1 nodes=n1..n3
; func f2 sym=s3:unsafe_put nparams=2 nodes=n4..n7
; func f3 sym=s4:raw_copy nparams=3 nodes=n8..n12
;   access ptr=n8 via=copy
; func f4 sym=s5:raw_copy_to_user nparams=3 nodes=n13..n17
