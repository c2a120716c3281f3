; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@h = external global ptr
define i64 @f(ptr %p) {
  %i = ptrtoint ptr %p to i64
  %q = inttoptr i64 %i to ptr
  %z = freeze ptr %q
  store ptr %z, ptr @h
  ret i64 %i
}
; facts
; sym s1 name=h display=h kind=var linkage=undef size=8
; sym s2 name=f display=f kind=func linkage=strong sig=0x2c00202222e2883b func=f1:f
; func f1 sym=s2:f nparams=1 nodes=n1..n4
;   cons op=addr-sym dst=n4 src=s1:h
;   cons op=store dst=n4 src=n1
;   cons op=copy dst=n2 src=n1
;   access ptr=n4 size=8 via=store
