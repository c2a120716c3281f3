; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
define void @f(i64 %n) {
  %a = alloca { i64, i64 }
  %b = alloca i8, i64 %n
  %c = alloca i8
  store i8 0, ptr %a
  store i8 0, ptr %b
  ret void
}
; facts
; sym s1 name=f display=f kind=func linkage=strong sig=0x923a629693ae81f9 func=f1:f
; heap h1 kind=stack func=f1:f size=16
; heap h2 kind=stack is_array=1 func=f1:f
; func f1 sym=s1:f nparams=1 nodes=n1..n5
;   cons op=addr-heap dst=n4 src=h1
;   cons op=addr-heap dst=n5 src=h2
;   access ptr=n4 size=1 via=store
;   access ptr=n5 size=1 via=store
