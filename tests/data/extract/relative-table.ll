; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@table = internal constant [2 x i32] [i32 trunc (i64 sub (i64 ptrtoint (ptr @a to i64), i64 ptrtoint (ptr @table to i64)) to i32), i32 trunc (i64 sub (i64 ptrtoint (ptr @b to i64), i64 ptrtoint (ptr @table to i64)) to i32)]
@a = external global i8
@b = external global i8
declare ptr @llvm.load.relative.i64(ptr, i64)

define ptr @f(i64 %i) {
  %off = shl i64 %i, 2
  %p = call ptr @llvm.load.relative.i64(ptr @table, i64 %off)
  ret ptr %p
}
; facts
; sym s1 name=table display=table kind=var linkage=internal flags=const size=8
; sym s2 name=a display=a kind=var linkage=undef size=1
; sym s3 name=b display=b kind=var linkage=undef size=1
; sym s4 name=f display=f kind=func linkage=strong sig=0xb941b05f4d8b2b7e func=f1:f
; init sym=s1:table target=s2:a
; init sym=s1:table target=s3:b off=4
; func f1 sym=s4:f nparams=1 nodes=n1..n6
;   cons op=copy dst=n2 src=n4
;   cons op=addr-sym dst=n5 src=s1:table
;   cons op=gep-var dst=n6 src=n5 aux=4
;   cons op=load dst=n4 src=n6
