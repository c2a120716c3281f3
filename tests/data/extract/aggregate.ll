; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@g = external global [64 x i8]
@h = external global ptr
define { ptr, i64 } @f(ptr %p, i64 %i) {
  %a = insertvalue { ptr, i64 } undef, ptr %p, 0
  %b = insertvalue { ptr, i64 } %a, i64 %i, 1
  store { ptr, i64 } %b, ptr @g
  %l = load { i32, ptr, [2 x ptr] }, ptr @g
  %e = extractvalue { i32, ptr, [2 x ptr] } %l, 1
  store ptr %e, ptr @h
  ret { ptr, i64 } { ptr @g, i64 1 }
}
; facts
; sym s1 name=g display=g kind=var linkage=undef size=64
; sym s2 name=h display=h kind=var linkage=undef size=8
; sym s3 name=f display=f kind=func linkage=strong sig=0xdc554c8dd1983a6e func=f1:f
; func f1 sym=s3:f nparams=2 nodes=n1..n10
;   cons op=addr-sym dst=n5 src=s1:g
;   cons op=store dst=n5 src=n6
;   cons op=store dst=n5 src=n6 off=8
;   cons op=addr-sym dst=n7 src=s2:h
;   cons op=store dst=n7 src=n8
;   cons op=copy dst=n9 src=n5
;   cons op=copy dst=n3 src=n9
;   cons op=copy dst=n6 src=n10
;   cons op=copy dst=n6 src=n2
;   cons op=load dst=n8 src=n5 off=8
;   cons op=load dst=n8 src=n5 off=16
;   cons op=load dst=n8 src=n5 off=24
;   cons op=copy dst=n10 src=n1
;   access ptr=n5 size=16 via=store
;   access ptr=n7 size=8 via=store
