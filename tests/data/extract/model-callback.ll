; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
; Data handed over with a callback reaches that callback alone; an unknown callback keeps its data.
declare i32 @request_threaded_irq(i32, ptr, ptr, i64, ptr, ptr)
declare ptr @__switch_to_asm(ptr, ptr)
define i32 @handler(i32 %irq, ptr %dev) {
  ret i32 0
}
define void @f(ptr %dev, ptr %name, ptr %any) {
  %1 = call i32 @request_threaded_irq(i32 1, ptr @handler, ptr null, i64 0, ptr %name, ptr %dev)
  %2 = call i32 @request_threaded_irq(i32 1, ptr @handler, ptr %any, i64 0, ptr %name, ptr %dev)
  ret void
}
define ptr @switch(ptr %prev, ptr %next) {
  %1 = call ptr @__switch_to_asm(ptr %prev, ptr %next)
  ret ptr %1
}
; facts
; sym s1 name=request_threaded_irq display=request_threaded_irq kind=func linkage=undef sig=0x50b32f3fc55fb10a
; sym s2 name=__switch_to_asm display=__switch_to_asm kind=func linkage=undef sig=0x8960de944a2bc1d2
; sym s3 name=handler display=handler kind=func linkage=strong flags=address-taken sig=0xaa690ea02429d550 func=f1:handler
; sym s4 name=f display=f kind=func linkage=strong sig=0xae3caee104f7b930 func=f2:f
; sym s5 name=switch display=switch kind=func linkage=strong sig=0x8960de944a2bc1d2 func=f3:switch
; sym s6 name=__switch_to display=__switch_to kind=func linkage=undef
; func f1 sym=s3:handler nparams=2 nodes=n1..n4
; func f2 sym=s4:f nparams=3 nodes=n5..n10
;   cons op=addr-sym dst=n10 src=s3:handler
;   call callee=s1:request_threaded_irq sig=0x50b32f3fc55fb10a args=-,n10,-,-,n6,-
;   call callee=s3:handler deferred=1 args=-,n5
;   call callee=s1:request_threaded_irq sig=0x50b32f3fc55fb10a args=-,n10,n7,-,n6,n5
; func f3 sym=s5:switch nparams=2 nodes=n11..n15
;   cons op=copy dst=n13 src=n15
;   call callee=s6:__switch_to ret=n15 sig=0x8960de944a2bc1d2 args=n11,n12
