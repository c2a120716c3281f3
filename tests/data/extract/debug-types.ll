; SPDX-License-Identifier: Apache-2.0
source_filename = "types.c"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

%struct.node = type { ptr, %union.anon, ptr, %struct.anon_t, ptr, i32, i8, [0 x i8] }
%union.anon = type { i64 }
%struct.anon_t = type { i32, i16, i32, [2 x [3 x i16]] }

@root = dso_local global %struct.node { ptr @root, %union.anon zeroinitializer, ptr null, %struct.anon_t zeroinitializer, ptr null, i32 0, i8 0, [0 x i8] zeroinitializer }, align 8, !dbg !0

define dso_local noalias noundef ptr @use() local_unnamed_addr !dbg !64 {
entry:
  ret ptr null, !dbg !67
}


!llvm.dbg.cu = !{!2}
!llvm.module.flags = !{!57, !58, !59, !60, !61, !62}

!0 = !DIGlobalVariableExpression(var: !1, expr: !DIExpression())
!1 = distinct !DIGlobalVariable(name: "root", scope: !2, file: !3, line: 21, type: !28, isLocal: false, isDefinition: true)
!2 = distinct !DICompileUnit(language: DW_LANG_C11, file: !3, producer: "clang", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug, enums: !4, globals: !9, splitDebugInlining: false, nameTableKind: None)
!3 = !DIFile(filename: "types.c", directory: ".", checksumkind: CSK_MD5, checksum: "f4e44466af852dafb5c5ca3d106be4f9")
!4 = !{!5}
!5 = !DICompositeType(tag: DW_TAG_enumeration_type, name: "colour", file: !3, line: 17, baseType: !6, size: 32, elements: !7)
!6 = !DIBasicType(name: "unsigned int", size: 32, encoding: DW_ATE_unsigned)
!7 = !{!8}
!8 = !DIEnumerator(name: "RED", value: 0)
!9 = !{!0, !10}
!10 = !DIGlobalVariableExpression(var: !11, expr: !DIExpression())
!11 = distinct !DIGlobalVariable(name: "fixed", scope: !2, file: !3, line: 22, type: !12, isLocal: true, isDefinition: true)
!12 = !DIDerivedType(tag: DW_TAG_const_type, baseType: !13)
!13 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !14, size: 64)
!14 = !DIDerivedType(tag: DW_TAG_typedef, name: "anon_t", file: !3, line: 6, baseType: !15)
!15 = distinct !DICompositeType(tag: DW_TAG_structure_type, file: !3, line: 2, size: 192, elements: !16)
!16 = !{!17, !19, !20, !21, !22}
!17 = !DIDerivedType(tag: DW_TAG_member, name: "a", scope: !15, file: !3, line: 3, baseType: !18, size: 32)
!18 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
!19 = !DIDerivedType(tag: DW_TAG_member, name: "b", scope: !15, file: !3, line: 4, baseType: !6, size: 3, offset: 32, flags: DIFlagBitField, extraData: i64 32)
!20 = !DIDerivedType(tag: DW_TAG_member, name: "c", scope: !15, file: !3, line: 4, baseType: !6, size: 7, offset: 35, flags: DIFlagBitField, extraData: i64 32)
!21 = !DIDerivedType(tag: DW_TAG_member, name: "d", scope: !15, file: !3, line: 4, baseType: !6, size: 20, offset: 64, flags: DIFlagBitField, extraData: i64 64)
!22 = !DIDerivedType(tag: DW_TAG_member, name: "grid", scope: !15, file: !3, line: 5, baseType: !23, size: 96, offset: 96)
!23 = !DICompositeType(tag: DW_TAG_array_type, baseType: !24, size: 96, elements: !25)
!24 = !DIBasicType(name: "short", size: 16, encoding: DW_ATE_signed)
!25 = !{!26, !27}
!26 = !DISubrange(count: 2)
!27 = !DISubrange(count: 3)
!28 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "node", file: !3, line: 8, size: 512, elements: !29)
!29 = !{!30, !32, !39, !43, !45, !49, !50, !52}
!30 = !DIDerivedType(tag: DW_TAG_member, name: "next", scope: !28, file: !3, line: 9, baseType: !31, size: 64)
!31 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !28, size: 64)
!32 = !DIDerivedType(tag: DW_TAG_member, scope: !28, file: !3, line: 10, baseType: !33, size: 64, offset: 64)
!33 = distinct !DICompositeType(tag: DW_TAG_union_type, scope: !28, file: !3, line: 10, size: 64, elements: !34)
!34 = !{!35, !37}
!35 = !DIDerivedType(tag: DW_TAG_member, name: "number", scope: !33, file: !3, line: 11, baseType: !36, size: 64)
!36 = !DIBasicType(name: "long", size: 64, encoding: DW_ATE_signed)
!37 = !DIDerivedType(tag: DW_TAG_member, name: "data", scope: !33, file: !3, line: 12, baseType: !38, size: 64)
!38 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: null, size: 64)
!39 = !DIDerivedType(tag: DW_TAG_member, name: "leaf", scope: !28, file: !3, line: 14, baseType: !40, size: 64, offset: 128)
!40 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !41, size: 64)
!41 = !DIDerivedType(tag: DW_TAG_const_type, baseType: !42)
!42 = !DICompositeType(tag: DW_TAG_structure_type, name: "leaf", file: !3, line: 1, flags: DIFlagFwdDecl)
!43 = !DIDerivedType(tag: DW_TAG_member, name: "in", scope: !28, file: !3, line: 15, baseType: !44, size: 192, offset: 192)
!44 = !DIDerivedType(tag: DW_TAG_typedef, name: "renamed_t", file: !3, line: 7, baseType: !14)
!45 = !DIDerivedType(tag: DW_TAG_member, name: "fn", scope: !28, file: !3, line: 16, baseType: !46, size: 64, offset: 384)
!46 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !47, size: 64)
!47 = !DISubroutineType(types: !48)
!48 = !{null, !31}
!49 = !DIDerivedType(tag: DW_TAG_member, name: "colour", scope: !28, file: !3, line: 17, baseType: !5, size: 32, offset: 448)
!50 = !DIDerivedType(tag: DW_TAG_member, name: "set", scope: !28, file: !3, line: 18, baseType: !51, size: 8, offset: 480)
!51 = !DIBasicType(name: "_Bool", size: 8, encoding: DW_ATE_boolean)
!52 = !DIDerivedType(tag: DW_TAG_member, name: "tail", scope: !28, file: !3, line: 19, baseType: !53, offset: 488)
!53 = !DICompositeType(tag: DW_TAG_array_type, baseType: !54, elements: !55)
!54 = !DIBasicType(name: "char", size: 8, encoding: DW_ATE_signed_char)
!55 = !{!56}
!56 = !DISubrange(count: -1)
!57 = !{i32 7, !"Dwarf Version", i32 5}
!58 = !{i32 2, !"Debug Info Version", i32 3}
!59 = !{i32 1, !"wchar_size", i32 4}
!60 = !{i32 8, !"PIC Level", i32 2}
!61 = !{i32 7, !"PIE Level", i32 2}
!62 = !{i32 7, !"uwtable", i32 2}
!63 = !{!"clang"}
!64 = distinct !DISubprogram(name: "use", scope: !3, file: !3, line: 23, type: !65, scopeLine: 24, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !2)
!65 = !DISubroutineType(types: !66)
!66 = !{!13}
!67 = !DILocation(line: 25, column: 2, scope: !64)
; facts
; type t1 kind=struct name=node size=64
;   field name=next type=t2
;   field type=t3 offset=8
;   field name=leaf type=t6 offset=16
;   field name=in type=t8:anon_t offset=24
;   field name=fn type=t14 offset=48
;   field name=colour type=t16:colour offset=56
;   field name=set type=t17:_Bool offset=60
;   field name=tail type=t18 offset=61
; type t2 kind=pointer size=8 elem=t1:node
; type t3 kind=union size=8
;   field name=number type=t4:long
;   field name=data type=t5
; type t4 kind=scalar name=long size=8
; type t5 kind=pointer size=8
; type t6 kind=pointer size=8 elem=t7:leaf
; type t7 kind=struct incomplete=1 name=leaf
; type t8 kind=struct name=anon_t size=24
;   field name=a type=t9:int
;   field name=b type=t10:"unsigned int" offset=4
;   field name=c type=t10:"unsigned int" offset=4
;   field name=d type=t10:"unsigned int" offset=8
;   field name=grid type=t11 offset=12
; type t9 kind=scalar name=int size=4
; type t10 kind=scalar name="unsigned int" size=4
; type t11 kind=array size=12 elem=t13 count=2
; type t12 kind=scalar name=short size=2
; type t13 kind=array size=6 elem=t12:short count=3
; type t14 kind=pointer size=8 elem=t15:"v(node*)"
; type t15 kind=func name="v(node*)"
; type t16 kind=scalar name=colour size=4
; type t17 kind=scalar name=_Bool size=1
; type t18 kind=array elem=t19:char
; type t19 kind=scalar name=char size=1
; type t20 kind=func name="?*()"
; sym s1 name=root display=root kind=var linkage=strong file=types.c line=21 type=t1:node size=64
; sym s2 name=use display=use kind=func linkage=strong file=types.c line=23 type=t20:"?*()" sig=0x22a697124662f318 func=f1:use
; init sym=s1:root target=s1:root
; func f1 sym=s2:use nodes=n1..n2
