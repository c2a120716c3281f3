; SPDX-License-Identifier: Apache-2.0
source_filename = "alloc.c"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

@table = dso_local local_unnamed_addr global [4 x ptr] zeroinitializer, align 16, !dbg !0

define dso_local void @to_global(i32 noundef %0) local_unnamed_addr !dbg !33 {
    #dbg_value(i32 %0, !38, !DIExpression(), !39)
  %2 = tail call ptr @kmalloc(i64 noundef 48, i32 noundef 0) #2, !dbg !40
  %3 = sext i32 %0 to i64, !dbg !41
  %4 = getelementptr inbounds [4 x ptr], ptr @table, i64 0, i64 %3, !dbg !41
  store ptr %2, ptr %4, align 8, !dbg !42, !tbaa !43
  ret void, !dbg !47
}

declare !dbg !48 ptr @kmalloc(i64 noundef, i32 noundef) local_unnamed_addr

define dso_local void @to_field(ptr nocapture noundef writeonly %0) local_unnamed_addr !dbg !54 {
    #dbg_value(ptr %0, !58, !DIExpression(), !59)
  %2 = tail call ptr @kmalloc(i64 noundef 8, i32 noundef 0) #2, !dbg !60
  %3 = getelementptr inbounds i8, ptr %0, i64 40, !dbg !61
  store ptr %2, ptr %3, align 8, !dbg !62, !tbaa !63
  ret void, !dbg !65
}

define dso_local ptr @to_caller() local_unnamed_addr !dbg !66 {
  %1 = tail call ptr @kmalloc(i64 noundef 48, i32 noundef 0) #2, !dbg !69
  ret ptr %1, !dbg !70
}

define dso_local void @to_callee() local_unnamed_addr !dbg !71 {
  %1 = tail call ptr @kmalloc(i64 noundef 192, i32 noundef 0) #2, !dbg !74
  tail call void @fill(ptr noundef %1, i32 noundef 4) #2, !dbg !75
  ret void, !dbg !76
}

declare !dbg !77 void @fill(ptr noundef, i32 noundef) local_unnamed_addr

define dso_local ptr @to_void(i32 noundef %0) local_unnamed_addr !dbg !80 {
    #dbg_value(i32 %0, !84, !DIExpression(), !86)
  %2 = zext i32 %0 to i64, !dbg !87
  %3 = mul nuw nsw i64 %2, 48, !dbg !88
  %4 = tail call ptr @kmalloc(i64 noundef %3, i32 noundef 0) #2, !dbg !89
    #dbg_value(ptr %4, !85, !DIExpression(), !86)
  ret ptr %4, !dbg !90
}


!llvm.dbg.cu = !{!2}
!llvm.module.flags = !{!25, !26, !27, !28, !29, !30, !31}

!0 = !DIGlobalVariableExpression(var: !1, expr: !DIExpression())
!1 = distinct !DIGlobalVariable(name: "table", scope: !2, file: !3, line: 13, type: !5, isLocal: false, isDefinition: true)
!2 = distinct !DICompileUnit(language: DW_LANG_C11, file: !3, producer: "clang", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug, globals: !4, splitDebugInlining: false, nameTableKind: None)
!3 = !DIFile(filename: "alloc.c", directory: ".", checksumkind: CSK_MD5, checksum: "5b2ea68871696835839797fe3918f3d6")
!4 = !{!0}
!5 = !DICompositeType(tag: DW_TAG_array_type, baseType: !6, size: 256, elements: !23)
!6 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !7, size: 64)
!7 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "item", file: !3, line: 4, size: 384, elements: !8)
!8 = !{!9, !14, !15}
!9 = !DIDerivedType(tag: DW_TAG_member, name: "link", scope: !7, file: !3, line: 5, baseType: !10, size: 64)
!10 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "list", file: !3, line: 1, size: 64, elements: !11)
!11 = !{!12}
!12 = !DIDerivedType(tag: DW_TAG_member, name: "next", scope: !10, file: !3, line: 2, baseType: !13, size: 64)
!13 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !10, size: 64)
!14 = !DIDerivedType(tag: DW_TAG_member, name: "peer", scope: !7, file: !3, line: 6, baseType: !6, size: 64, offset: 64)
!15 = !DIDerivedType(tag: DW_TAG_member, name: "ends", scope: !7, file: !3, line: 9, baseType: !16, size: 256, offset: 128)
!16 = !DICompositeType(tag: DW_TAG_array_type, baseType: !17, size: 256, elements: !21)
!17 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "pair", file: !3, line: 7, size: 128, elements: !18)
!18 = !{!19, !20}
!19 = !DIDerivedType(tag: DW_TAG_member, name: "a", scope: !17, file: !3, line: 8, baseType: !13, size: 64)
!20 = !DIDerivedType(tag: DW_TAG_member, name: "b", scope: !17, file: !3, line: 8, baseType: !13, size: 64, offset: 64)
!21 = !{!22}
!22 = !DISubrange(count: 2)
!23 = !{!24}
!24 = !DISubrange(count: 4)
!25 = !{i32 7, !"Dwarf Version", i32 5}
!26 = !{i32 2, !"Debug Info Version", i32 3}
!27 = !{i32 1, !"wchar_size", i32 4}
!28 = !{i32 8, !"PIC Level", i32 2}
!29 = !{i32 7, !"PIE Level", i32 2}
!30 = !{i32 7, !"uwtable", i32 2}
!31 = !{i32 7, !"debug-info-assignment-tracking", i1 true}
!32 = !{!"clang"}
!33 = distinct !DISubprogram(name: "to_global", scope: !3, file: !3, line: 14, type: !34, scopeLine: 15, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !2, retainedNodes: !37)
!34 = !DISubroutineType(types: !35)
!35 = !{null, !36}
!36 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
!37 = !{!38}
!38 = !DILocalVariable(name: "i", arg: 1, scope: !33, file: !3, line: 14, type: !36)
!39 = !DILocation(line: 0, scope: !33)
!40 = !DILocation(line: 16, column: 13, scope: !33)
!41 = !DILocation(line: 16, column: 2, scope: !33)
!42 = !DILocation(line: 16, column: 11, scope: !33)
!43 = !{!44, !44, i64 0}
!44 = !{!"any pointer", !45, i64 0}
!45 = !{!"omnipotent char", !46, i64 0}
!46 = !{!"Simple C/C++ TBAA"}
!47 = !DILocation(line: 17, column: 1, scope: !33)
!48 = !DISubprogram(name: "kmalloc", scope: !3, file: !3, line: 11, type: !49, flags: DIFlagPrototyped, spFlags: DISPFlagOptimized)
!49 = !DISubroutineType(types: !50)
!50 = !{!51, !52, !53}
!51 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: null, size: 64)
!52 = !DIBasicType(name: "unsigned long", size: 64, encoding: DW_ATE_unsigned)
!53 = !DIBasicType(name: "unsigned int", size: 32, encoding: DW_ATE_unsigned)
!54 = distinct !DISubprogram(name: "to_field", scope: !3, file: !3, line: 18, type: !55, scopeLine: 19, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !2, retainedNodes: !57)
!55 = !DISubroutineType(types: !56)
!56 = !{null, !6}
!57 = !{!58}
!58 = !DILocalVariable(name: "item", arg: 1, scope: !54, file: !3, line: 18, type: !6)
!59 = !DILocation(line: 0, scope: !54)
!60 = !DILocation(line: 20, column: 20, scope: !54)
!61 = !DILocation(line: 20, column: 16, scope: !54)
!62 = !DILocation(line: 20, column: 18, scope: !54)
!63 = !{!64, !44, i64 8}
!64 = !{!"pair", !44, i64 0, !44, i64 8}
!65 = !DILocation(line: 21, column: 1, scope: !54)
!66 = distinct !DISubprogram(name: "to_caller", scope: !3, file: !3, line: 22, type: !67, scopeLine: 23, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !2)
!67 = !DISubroutineType(types: !68)
!68 = !{!6}
!69 = !DILocation(line: 24, column: 9, scope: !66)
!70 = !DILocation(line: 24, column: 2, scope: !66)
!71 = distinct !DISubprogram(name: "to_callee", scope: !3, file: !3, line: 26, type: !72, scopeLine: 27, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !2)
!72 = !DISubroutineType(types: !73)
!73 = !{null}
!74 = !DILocation(line: 28, column: 7, scope: !71)
!75 = !DILocation(line: 28, column: 2, scope: !71)
!76 = !DILocation(line: 29, column: 1, scope: !71)
!77 = !DISubprogram(name: "fill", scope: !3, file: !3, line: 12, type: !78, flags: DIFlagPrototyped, spFlags: DISPFlagOptimized)
!78 = !DISubroutineType(types: !79)
!79 = !{null, !6, !36}
!80 = distinct !DISubprogram(name: "to_void", scope: !3, file: !3, line: 30, type: !81, scopeLine: 31, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !2, retainedNodes: !83)
!81 = !DISubroutineType(types: !82)
!82 = !{!51, !53}
!83 = !{!84, !85}
!84 = !DILocalVariable(name: "n", arg: 1, scope: !80, file: !3, line: 30, type: !53)
!85 = !DILocalVariable(name: "many", scope: !80, file: !3, line: 32, type: !6)
!86 = !DILocation(line: 0, scope: !80)
!87 = !DILocation(line: 32, column: 30, scope: !80)
!88 = !DILocation(line: 32, column: 32, scope: !80)
!89 = !DILocation(line: 32, column: 22, scope: !80)
!90 = !DILocation(line: 34, column: 2, scope: !80)
; facts
; type t1 kind=array size=32 elem=t2 count=4
; type t2 kind=pointer size=8 elem=t3:item
; type t3 kind=struct name=item size=48
;   field name=link type=t11:list
;   field name=peer type=t2 offset=8
;   field name=ends type=t13 offset=16
; type t4 kind=func name=v(4)
; type t5 kind=func name="*(8,4)"
; type t6 kind=func name="v(item*)"
; type t7 kind=func name="item*()"
; type t8 kind=func name=v()
; type t9 kind=func name="v(item*,4)"
; type t10 kind=func name="*(4)"
; type t11 kind=struct name=list size=8
;   field name=next type=t12
; type t12 kind=pointer size=8 elem=t11:list
; type t13 kind=array size=32 elem=t14:pair count=2
; type t14 kind=struct name=pair size=16
;   field name=a type=t12
;   field name=b type=t12 offset=8
; type t15 kind=struct incomplete=1 name=pair
; sym s1 name=table display=table kind=var linkage=strong file=alloc.c line=13 type=t1 size=32
; sym s2 name=to_global display=to_global kind=func linkage=strong file=alloc.c line=14 type=t4:v(4) sig=0x453b6459860f252f func=f1:to_global
; sym s3 name=kmalloc display=kmalloc kind=func linkage=undef file=alloc.c line=11 type=t5:"*(8,4)" sig=0xc867781aee6031f6
; sym s4 name=to_field display=to_field kind=func linkage=strong file=alloc.c line=18 type=t6:"v(item*)" sig=0xe2f918a9336ac0de func=f2:to_field
; sym s5 name=to_caller display=to_caller kind=func linkage=strong file=alloc.c line=22 type=t7:"item*()" sig=0x22a697124662f318 func=f3:to_caller
; sym s6 name=to_callee display=to_callee kind=func linkage=strong file=alloc.c line=26 type=t8:v() sig=0x3da4588b8c08334f func=f4:to_callee
; sym s7 name=fill display=fill kind=func linkage=undef file=alloc.c line=12 type=t9:"v(item*,4)" sig=0x57a852c86a498f71
; sym s8 name=to_void display=to_void kind=func linkage=strong file=alloc.c line=30 type=t10:"*(4)" sig=0x31f60c42573566ff func=f5:to_void
; heap h1 kind=alloc func=f1:to_global type=t3:item size=48 loc=alloc.c:16
; heap h2 kind=alloc func=f2:to_field type=t11:list size=8 loc=alloc.c:20
; heap h3 kind=alloc func=f3:to_caller type=t3:item size=48 loc=alloc.c:24
; heap h4 kind=alloc is_array=1 func=f4:to_callee type=t3:item size=192 loc=alloc.c:28
; heap h5 kind=alloc is_array=1 func=f5:to_void type=t3:item loc=alloc.c:32
; func f1 sym=s2:to_global nparams=1 nodes=n1..n6
;   cons op=addr-heap dst=n4 src=h1 loc=alloc.c:16
;   cons op=store dst=n5 src=n4 loc=alloc.c:16
;   cons op=addr-sym dst=n6 src=s1:table loc=alloc.c:16
;   cons op=gep-var dst=n5 src=n6 aux=8 loc=alloc.c:16
;   access ptr=n5 size=8 loc=alloc.c:16 via=store
;   call callee=s3:kmalloc loc=alloc.c:16 modelled=1
; func f2 sym=s4:to_field nparams=1 nodes=n7..n12
;   cons op=addr-heap dst=n10 src=h2 loc=alloc.c:20
;   cons op=copy dst=n11 src=n7 loc=alloc.c:20
;   cons op=gep dst=n12 src=n11 off=40 loc=alloc.c:20
;   cons op=store dst=n12 src=n10 loc=alloc.c:20
;   access ptr=n12 size=8 loc=alloc.c:20 via=store
;   call callee=s3:kmalloc loc=alloc.c:20 modelled=1
; func f3 sym=s5:to_caller nodes=n13..n15
;   cons op=addr-heap dst=n15 src=h3 loc=alloc.c:24
;   cons op=copy dst=n13 src=n15 loc=alloc.c:24
;   call callee=s3:kmalloc loc=alloc.c:24 modelled=1
; func f4 sym=s6:to_callee nodes=n16..n18
;   cons op=addr-heap dst=n18 src=h4 loc=alloc.c:28
;   call callee=s3:kmalloc loc=alloc.c:28 modelled=1
;   call callee=s7:fill sig=0x57a852c86a498f71 loc=alloc.c:28 args=n18,-
; func f5 sym=s8:to_void nparams=1 nodes=n19..n22
;   cons op=addr-heap dst=n22 src=h5 loc=alloc.c:32
;   cons op=copy dst=n20 src=n22 loc=alloc.c:34
;   call callee=s3:kmalloc loc=alloc.c:32 modelled=1
; hint node=n7 type=t3:item
; hint node=n11 type=t15:pair off=32
; hint node=n22 type=t3:item
