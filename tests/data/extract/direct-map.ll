; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@page_offset_base = external global i64
@vmemmap_base = external global i64
define void @f(i64 %pa, ptr %p) {
  %1 = load i64, ptr @page_offset_base
  %2 = add i64 %pa, %1
  %3 = inttoptr i64 %2 to ptr
  store i8 0, ptr %3
  %4 = load i64, ptr @vmemmap_base
  %5 = ptrtoint ptr %p to i64
  %6 = lshr i64 %5, 6
  %7 = add i64 %6, %4
  %8 = inttoptr i64 %7 to ptr
  store i8 0, ptr %8
  ret void
}
; facts
; type t1 kind=struct incomplete=1 name=page
; sym s1 name=page_offset_base display=page_offset_base kind=var linkage=undef size=8
; sym s2 name=vmemmap_base display=vmemmap_base kind=var linkage=undef size=8
; sym s3 name=f display=f kind=func linkage=strong sig=0xe959529dda4c141d func=f1:f
; heap h1 kind=pages func=f1:f name=vmemmap type=t1:page
; func f1 sym=s3:f nparams=2 nodes=n1..n6
;   cons op=gep-var dst=n5 src=n1
;   cons op=addr-heap dst=n6 src=h1:vmemmap
;   access ptr=n5 size=1 via=store
;   access ptr=n6 size=1 via=store
