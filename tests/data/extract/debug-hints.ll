; SPDX-License-Identifier: Apache-2.0
source_filename = "hints.c"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

%struct.item = type { %struct.list, ptr, i64 }
%struct.list = type { ptr }

define dso_local i64 @last(ptr nocapture noundef %l) local_unnamed_addr !dbg !22 {
entry:
  %local = alloca %struct.item, align 8, !DIAssignID !32
    #dbg_assign(i1 undef, !27, !DIExpression(), !32, ptr %local, !DIExpression(), !33)
  %pair = alloca [2 x %struct.item], align 16, !DIAssignID !34
    #dbg_assign(i1 undef, !28, !DIExpression(), !34, ptr %pair, !DIExpression(), !33)
    #dbg_value(ptr %l, !26, !DIExpression(), !33)
  call void @llvm.lifetime.start.p0(i64 24, ptr nonnull %local) #3, !dbg !35
  call void @llvm.lifetime.start.p0(i64 48, ptr nonnull %pair) #3, !dbg !36
  call void @fill(ptr noundef nonnull %local, i32 noundef 1) #3, !dbg !37
  call void @fill(ptr noundef nonnull %pair, i32 noundef 2) #3, !dbg !38
  br label %while.cond, !dbg !39

while.cond:                                       ; preds = %while.cond, %entry
  %l.addr.0 = phi ptr [ %l, %entry ], [ %0, %while.cond ]
    #dbg_value(ptr %l.addr.0, !26, !DIExpression(), !33)
  %0 = load ptr, ptr %l.addr.0, align 8, !dbg !40, !tbaa !41
  %tobool.not = icmp eq ptr %0, null, !dbg !39
  br i1 %tobool.not, label %while.end, label %while.cond, !dbg !39, !llvm.loop !46

while.end:                                        ; preds = %while.cond
  %value = getelementptr inbounds i8, ptr %local, i64 16, !dbg !49
  %1 = load i64, ptr %value, align 8, !dbg !49, !tbaa !50
  %value2 = getelementptr inbounds i8, ptr %pair, i64 40, !dbg !53
  %2 = load i64, ptr %value2, align 8, !dbg !53, !tbaa !50
  %add = add nsw i64 %2, %1, !dbg !54
  %value3 = getelementptr inbounds i8, ptr %l.addr.0, i64 16, !dbg !55
  store i64 %add, ptr %value3, align 8, !dbg !56, !tbaa !50
  %3 = load i64, ptr %value, align 8, !dbg !57, !tbaa !50
  call void @llvm.lifetime.end.p0(i64 48, ptr nonnull %pair) #3, !dbg !58
  call void @llvm.lifetime.end.p0(i64 24, ptr nonnull %local) #3, !dbg !58
  ret i64 %3, !dbg !59
}

declare void @llvm.lifetime.start.p0(i64 immarg, ptr nocapture)

declare !dbg !60 void @fill(ptr noundef, i32 noundef) local_unnamed_addr

declare void @llvm.lifetime.end.p0(i64 immarg, ptr nocapture)


!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!14, !15, !16, !17, !18, !19, !20}

!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, producer: "clang", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug, retainedTypes: !2, splitDebugInlining: false, nameTableKind: None)
!1 = !DIFile(filename: "hints.c", directory: ".", checksumkind: CSK_MD5, checksum: "2473f4026226ad2c8418e738576381ff")
!2 = !{!3}
!3 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !4, size: 64)
!4 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "item", file: !1, line: 4, size: 192, elements: !5)
!5 = !{!6, !11, !12}
!6 = !DIDerivedType(tag: DW_TAG_member, name: "link", scope: !4, file: !1, line: 5, baseType: !7, size: 64)
!7 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "list", file: !1, line: 1, size: 64, elements: !8)
!8 = !{!9}
!9 = !DIDerivedType(tag: DW_TAG_member, name: "next", scope: !7, file: !1, line: 2, baseType: !10, size: 64)
!10 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !7, size: 64)
!11 = !DIDerivedType(tag: DW_TAG_member, name: "peer", scope: !4, file: !1, line: 6, baseType: !3, size: 64, offset: 64)
!12 = !DIDerivedType(tag: DW_TAG_member, name: "value", scope: !4, file: !1, line: 7, baseType: !13, size: 64, offset: 128)
!13 = !DIBasicType(name: "long", size: 64, encoding: DW_ATE_signed)
!14 = !{i32 7, !"Dwarf Version", i32 5}
!15 = !{i32 2, !"Debug Info Version", i32 3}
!16 = !{i32 1, !"wchar_size", i32 4}
!17 = !{i32 8, !"PIC Level", i32 2}
!18 = !{i32 7, !"PIE Level", i32 2}
!19 = !{i32 7, !"uwtable", i32 2}
!20 = !{i32 7, !"debug-info-assignment-tracking", i1 true}
!21 = !{!"clang"}
!22 = distinct !DISubprogram(name: "last", scope: !1, file: !1, line: 15, type: !23, scopeLine: 16, flags: DIFlagPrototyped | DIFlagAllCallsDescribed, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !0, retainedNodes: !25)
!23 = !DISubroutineType(types: !24)
!24 = !{!13, !10}
!25 = !{!26, !27, !28}
!26 = !DILocalVariable(name: "l", arg: 1, scope: !22, file: !1, line: 15, type: !10)
!27 = !DILocalVariable(name: "local", scope: !22, file: !1, line: 17, type: !4)
!28 = !DILocalVariable(name: "pair", scope: !22, file: !1, line: 18, type: !29)
!29 = !DICompositeType(tag: DW_TAG_array_type, baseType: !4, size: 384, elements: !30)
!30 = !{!31}
!31 = !DISubrange(count: 2)
!32 = distinct !DIAssignID()
!33 = !DILocation(line: 0, scope: !22)
!34 = distinct !DIAssignID()
!35 = !DILocation(line: 17, column: 2, scope: !22)
!36 = !DILocation(line: 18, column: 2, scope: !22)
!37 = !DILocation(line: 20, column: 2, scope: !22)
!38 = !DILocation(line: 21, column: 2, scope: !22)
!39 = !DILocation(line: 22, column: 2, scope: !22)
!40 = !DILocation(line: 22, column: 12, scope: !22)
!41 = !{!42, !43, i64 0}
!42 = !{!"list", !43, i64 0}
!43 = !{!"any pointer", !44, i64 0}
!44 = !{!"omnipotent char", !45, i64 0}
!45 = !{!"Simple C/C++ TBAA"}
!46 = distinct !{!46, !39, !47, !48}
!47 = !DILocation(line: 23, column: 10, scope: !22)
!48 = !{!"llvm.loop.mustprogress"}
!49 = !DILocation(line: 24, column: 28, scope: !22)
!50 = !{!51, !52, i64 16}
!51 = !{!"item", !42, i64 0, !43, i64 8, !52, i64 16}
!52 = !{!"long", !44, i64 0}
!53 = !DILocation(line: 24, column: 44, scope: !22)
!54 = !DILocation(line: 24, column: 34, scope: !22)
!55 = !DILocation(line: 24, column: 14, scope: !22)
!56 = !DILocation(line: 24, column: 20, scope: !22)
!57 = !DILocation(line: 25, column: 15, scope: !22)
!58 = !DILocation(line: 26, column: 1, scope: !22)
!59 = !DILocation(line: 25, column: 2, scope: !22)
!60 = !DISubprogram(name: "fill", scope: !1, file: !1, line: 10, type: !61, flags: DIFlagPrototyped, spFlags: DISPFlagOptimized)
!61 = !DISubroutineType(types: !62)
!62 = !{null, !3, !63}
!63 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
; facts
; type t1 kind=func name="8(list*)"
; type t2 kind=func name="v(item*,4)"
; type t3 kind=struct name=list size=8
;   field name=next type=t4
; type t4 kind=pointer size=8 elem=t3:list
; type t5 kind=struct incomplete=1 name=item
; type t6 kind=struct name=item size=24
;   field name=link type=t3:list
;   field name=peer type=t7 offset=8
;   field name=value type=t8:long offset=16
; type t7 kind=pointer size=8 elem=t6:item
; type t8 kind=scalar name=long size=8
; type t9 kind=array size=48 elem=t6:item count=2
; type t10 kind=struct incomplete=1 name=list
; sym s1 name=last display=last kind=func linkage=strong file=hints.c line=15 type=t1:"8(list*)" sig=0x2c00202222e2883b func=f1:last
; sym s2 name=fill display=fill kind=func linkage=undef file=hints.c line=10 type=t2:"v(item*,4)" sig=0x57a852c86a498f71
; heap h1 kind=stack func=f1:last name=local type=t6:item size=24
; heap h2 kind=stack func=f1:last name=pair type=t9 size=48
; func f1 sym=s1:last nparams=1 nodes=n1..n12
;   cons op=copy dst=n7 src=n6 loc=hints.c:24
;   cons op=gep dst=n8 src=n7 off=16 loc=hints.c:24
;   cons op=store dst=n8 src=n9 loc=hints.c:24
;   cons op=copy dst=n2 src=n10 loc=hints.c:25
;   cons op=addr-heap dst=n4 src=h1:local
;   cons op=addr-heap dst=n5 src=h2:pair
;   cons op=copy dst=n6 src=n1
;   cons op=copy dst=n6 src=n11
;   cons op=load dst=n10 src=n4 off=16 loc=hints.c:25
;   cons op=copy dst=n12 src=n6 loc=hints.c:22
;   cons op=load dst=n11 src=n12 loc=hints.c:22
;   access ptr=n8 size=8 loc=hints.c:24 via=store
;   call callee=s2:fill sig=0x57a852c86a498f71 loc=hints.c:20 args=n4,-
;   call callee=s2:fill sig=0x57a852c86a498f71 loc=hints.c:21 args=n5,-
; hint node=n1 type=t3:list
; hint node=n6 type=t3:list
; hint node=n7 type=t5:item
; hint node=n12 type=t10:list
