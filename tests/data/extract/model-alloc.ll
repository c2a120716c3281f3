; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
; Allocators: sizes, arrays, copies, pages and per-CPU memory.
declare ptr @__kmalloc(i64, i32)
declare ptr @kmalloc_trace(ptr, i32, i64)
declare ptr @kcalloc(i64, i64, i32)
declare ptr @kmemdup(ptr, i64, i32)
declare ptr @krealloc(ptr, i64, i32)
declare i64 @__get_free_pages(i32, i32)
declare ptr @__alloc_percpu(i64, i64)
declare ptr @kstrdup(ptr, i32)
declare void @kfree(ptr)
declare ptr @vmalloc(ptr)
define ptr @f(ptr %from, i64 %n, ptr %cache) {
  %1 = call ptr @kmalloc_trace(ptr %cache, i32 0, i64 24)
  %2 = call ptr @__kmalloc(i64 %n, i32 0)
  %3 = call ptr @kcalloc(i64 4, i64 16, i32 0)
  %4 = call ptr @kmemdup(ptr %from, i64 40, i32 0)
  %5 = call ptr @krealloc(ptr %4, i64 %n, i32 0)
  %6 = call i64 @__get_free_pages(i32 0, i32 1)
  %7 = inttoptr i64 %6 to ptr
  %8 = call ptr @__alloc_percpu(i64 8, i64 8)
  %9 = call ptr @kstrdup(ptr %from, i32 0)
  store ptr %1, ptr %2
  store ptr %3, ptr %5
  store ptr %7, ptr %8
  call void @kfree(ptr %2)
  ret ptr %9
}
define ptr @unused_and_unfit(ptr %p) {
  %1 = call ptr @__kmalloc(i64 8, i32 0)
  %2 = call ptr @vmalloc(ptr %p)
  ret ptr %2
}
; facts
; sym s1 name=__kmalloc display=__kmalloc kind=func linkage=undef sig=0xc867781aee6031f6
; sym s2 name=kmalloc_trace display=kmalloc_trace kind=func linkage=undef sig=0xb7265496831216ca
; sym s3 name=kcalloc display=kcalloc kind=func linkage=undef sig=0x6a9987381d439183
; sym s4 name=kmemdup display=kmemdup kind=func linkage=undef sig=0x53eda7660935fd8d
; sym s5 name=krealloc display=krealloc kind=func linkage=undef sig=0x53eda7660935fd8d
; sym s6 name=__get_free_pages display=__get_free_pages kind=func linkage=undef sig=0x342813bd585ef547
; sym s7 name=__alloc_percpu display=__alloc_percpu kind=func linkage=undef sig=0x2332b72ef97db5ff
; sym s8 name=kstrdup display=kstrdup kind=func linkage=undef sig=0xb8f6d6ef9bb19ab1
; sym s9 name=kfree display=kfree kind=func linkage=undef sig=0xe2f918a9336ac0de
; sym s10 name=vmalloc display=vmalloc kind=func linkage=undef sig=0xd7523122fdc161ec
; sym s11 name=f display=f kind=func linkage=strong sig=0x7b9cfd2680cc8f30 func=f1:f
; sym s12 name=unused_and_unfit display=unused_and_unfit kind=func linkage=strong sig=0xd7523122fdc161ec func=f2:unused_and_unfit
; heap h1 kind=alloc func=f1:f size=24
; heap h2 kind=alloc func=f1:f
; heap h3 kind=alloc func=f1:f size=64
; heap h4 kind=alloc func=f1:f size=40
; heap h5 kind=alloc func=f1:f
; heap h6 kind=pages func=f1:f size=8192
; heap h7 kind=percpu func=f1:f size=8
; heap h8 kind=alloc func=f1:f
; func f1 sym=s11:f nparams=3 nodes=n1..n13
;   cons op=addr-heap dst=n6 src=h1
;   cons op=addr-heap dst=n7 src=h2
;   cons op=addr-heap dst=n8 src=h3
;   cons op=addr-heap dst=n9 src=h4
;   cons op=memcpy dst=n9 src=n1 aux=40
;   cons op=addr-heap dst=n10 src=h5
;   cons op=memcpy dst=n10 src=n9
;   cons op=copy dst=n10 src=n9
;   cons op=addr-heap dst=n11 src=h6
;   cons op=addr-heap dst=n12 src=h7
;   cons op=addr-heap dst=n13 src=h8
;   cons op=store dst=n7 src=n6
;   cons op=store dst=n10 src=n8
;   cons op=store dst=n12 src=n11
;   cons op=copy dst=n4 src=n13
;   access ptr=n9 size=40 via=copy
;   access ptr=n10 via=copy
;   access ptr=n7 size=8 via=store
;   access ptr=n10 size=8 via=store
;   access ptr=n12 size=8 via=store
;   call callee=s2:kmalloc_trace modelled=1
;   call callee=s1:__kmalloc modelled=1
;   call callee=s3:kcalloc modelled=1
;   call callee=s4:kmemdup modelled=1
;   call callee=s5:krealloc modelled=1
;   call callee=s6:__get_free_pages modelled=1
;   call callee=s7:__alloc_percpu modelled=1
;   call callee=s8:kstrdup modelled=1
;   call callee=s9:kfree modelled=1
; func f2 sym=s12:unused_and_unfit nparams=1 nodes=n14..n17
;   cons op=copy dst=n15 src=n17
;   call callee=s1:__kmalloc modelled=1
;   call callee=s10:vmalloc ret=n17 sig=0xd7523122fdc161ec args=n14
; unknown func=f2:unused_and_unfit reason=model-mismatch detail=vmalloc
