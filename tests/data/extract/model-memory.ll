; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
; Copies, fills and strings are writes of the caller's.
@key = external global ptr
declare ptr @memcpy(ptr, ptr, i64)
declare ptr @memset64(ptr, i64, i64)
declare ptr @strchr(ptr, i32)
declare i32 @snprintf(ptr, i64, ptr, ...)
declare i64 @_copy_from_user(ptr, ptr, i64)
declare i64 @_copy_to_user(ptr, ptr, i64)
declare i32 @_printk(ptr, ...)
declare void @__static_call_update(ptr, ptr, ptr)
define ptr @f(ptr %d, ptr %s, i64 %n, ptr %fn) {
  %1 = call ptr @memcpy(ptr %d, ptr %s, i64 48)
  %2 = ptrtoint ptr %s to i64
  %3 = call ptr @memset64(ptr %d, i64 %2, i64 %n)
  %4 = call ptr @strchr(ptr %s, i32 47)
  %5 = call i32 (ptr, i64, ptr, ...) @snprintf(ptr %4, i64 8, ptr %s, ptr %fn)
  %6 = call i64 @_copy_from_user(ptr %d, ptr %s, i64 16)
  %7 = call i64 @_copy_to_user(ptr %s, ptr %d, i64 16)
  %8 = call i32 (ptr, ...) @_printk(ptr %s, ptr %fn)
  call void @__static_call_update(ptr @key, ptr %s, ptr %fn)
  call void @__static_call_update(ptr %d, ptr %s, ptr %fn)
  ret ptr %1
}
; facts
; sym s1 name=key display=key kind=var linkage=undef size=8
; sym s2 name=memcpy display=memcpy kind=func linkage=undef sig=0x220d63c951a6e256
; sym s3 name=memset64 display=memset64 kind=func linkage=undef sig=0x4f1d981d37602b58
; sym s4 name=strchr display=strchr kind=func linkage=undef sig=0xb8f6d6ef9bb19ab1
; sym s5 name=snprintf display=snprintf kind=func linkage=undef flags=vararg sig=0x7f986309dfae7d0a
; sym s6 name=_copy_from_user display=_copy_from_user kind=func linkage=undef sig=0x9a773d857d0d7a94
; sym s7 name=_copy_to_user display=_copy_to_user kind=func linkage=undef sig=0x9a773d857d0d7a94
; sym s8 name=_printk display=_printk kind=func linkage=undef flags=vararg sig=0xfe73c6a124ef93ad
; sym s9 name=__static_call_update display=__static_call_update kind=func linkage=undef sig=0xae3caee104f7b930
; sym s10 name=f display=f kind=func linkage=strong sig=0x5367a85a3ae106a2 func=f1:f
; func f1 sym=s10:f nparams=4 nodes=n1..n10
;   cons op=memcpy dst=n1 src=n2 aux=48
;   cons op=copy dst=n7 src=n1
;   cons op=gep-var dst=n8 src=n1 aux=8
;   cons op=store dst=n8 src=n2
;   cons op=gep-var dst=n9 src=n2
;   cons op=addr-sym dst=n10 src=s1:key
;   cons op=store dst=n10 src=n4
;   cons op=copy dst=n5 src=n7
;   access ptr=n1 size=48 via=copy
;   access ptr=n1 via=copy
;   access ptr=n9 via=copy
;   access ptr=n1 size=16 via=copy
;   access ptr=n10 size=8 via=copy
;   access ptr=n1 size=8 via=copy
;   call callee=s2:memcpy modelled=1
;   call callee=s3:memset64 modelled=1
;   call callee=s4:strchr modelled=1
;   call callee=s5:snprintf modelled=1
;   call callee=s6:_copy_from_user modelled=1
;   call callee=s7:_copy_to_user modelled=1
;   call callee=s8:_printk modelled=1
;   call callee=s9:__static_call_update modelled=1
;   call callee=s9:__static_call_update modelled=1
