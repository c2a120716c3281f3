; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@x = internal global i64 0
@table = constant [2 x { i32, ptr }] [{ i32, ptr } { i32 1, ptr @f }, { i32, ptr } { i32 2, ptr getelementptr (i8, ptr @x, i64 4) }]
@number = global i64 add (i64 ptrtoint (ptr @x to i64), i64 3)
@relative = constant [2 x i32] [i32 trunc (i64 sub (i64 ptrtoint (ptr @f to i64), i64 ptrtoint (ptr @relative to i64)) to i32), i32 0]
@equivalent = constant ptr no_cfi @f
@zero = global [1000000 x ptr] zeroinitializer
@thrown = internal global ptr @kept, section ".discard.addressable"
@llvm.compiler.used = appending global [2 x ptr] [ptr @x, ptr @thrown], section "llvm.metadata"

declare void @f()
declare void @kept()
; facts
; sym s1 name=x display=x kind=var linkage=internal flags=used size=8
; sym s2 name=table display=table kind=var linkage=strong flags=const size=32
; sym s3 name=number display=number kind=var linkage=strong size=8
; sym s4 name=relative display=relative kind=var linkage=strong flags=const size=8
; sym s5 name=equivalent display=equivalent kind=var linkage=strong flags=const size=8
; sym s6 name=zero display=zero kind=var linkage=strong size=8000000
; sym s7 name=thrown display=thrown kind=var linkage=internal flags=used section=.discard.addressable size=8
; sym s8 name=f display=f kind=func linkage=undef flags=address-taken sig=0x3da4588b8c08334f
; sym s9 name=kept display=kept kind=func linkage=undef flags=used sig=0x3da4588b8c08334f
; init sym=s2:table target=s8:f off=8
; init sym=s2:table target=s1:x off=24 addend=4
; init sym=s3:number target=s1:x addend=3
; init sym=s4:relative target=s8:f
; init sym=s5:equivalent target=s8:f
