; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
; A kmem_cache: its name, its objects, its constructor.
@name = internal constant [9 x i8] c"cred_jar\00"
@jar = internal global ptr null
declare ptr @kmem_cache_create(ptr, i32, i32, i32, ptr)
declare ptr @kmem_cache_alloc(ptr, i32)
declare i32 @kmem_cache_alloc_bulk(ptr, i32, i64, ptr)
declare void @kmem_cache_free(ptr, ptr)
define internal void @construct(ptr %object) {
  store i8 0, ptr %object
  ret void
}
define void @init() {
  %1 = call ptr @kmem_cache_create(ptr @name, i32 176, i32 0, i32 0, ptr @construct)
  store ptr %1, ptr @jar
  ret void
}
define ptr @new(ptr %array) {
  %1 = load ptr, ptr @jar
  %2 = call ptr @kmem_cache_alloc(ptr %1, i32 0)
  %3 = call i32 @kmem_cache_alloc_bulk(ptr %1, i32 0, i64 4, ptr %array)
  call void @kmem_cache_free(ptr %1, ptr %2)
  ret ptr %2
}
; facts
; sym s1 name=name display=name kind=var linkage=internal flags=const size=9
; sym s2 name=jar display=jar kind=var linkage=internal size=8
; sym s3 name=kmem_cache_create display=kmem_cache_create kind=func linkage=undef sig=0x34d4a1206299e62d
; sym s4 name=kmem_cache_alloc display=kmem_cache_alloc kind=func linkage=undef sig=0xb8f6d6ef9bb19ab1
; sym s5 name=kmem_cache_alloc_bulk display=kmem_cache_alloc_bulk kind=func linkage=undef sig=0xa79593baf66329e
; sym s6 name=kmem_cache_free display=kmem_cache_free kind=func linkage=undef sig=0x830bb059a144e5e6
; sym s7 name=construct display=construct kind=func linkage=internal flags=address-taken sig=0xe2f918a9336ac0de func=f1:construct
; sym s8 name=init display=init kind=func linkage=strong sig=0x3da4588b8c08334f func=f2:init
; sym s9 name=new display=new kind=func linkage=strong sig=0xd7523122fdc161ec func=f3:new
; heap h1 kind=cache func=f2:init name=cred_jar size=176
; heap h2 kind=alloc func=f2:init
; heap h3 kind=alloc func=f3:new
; heap h4 kind=alloc func=f3:new
; func f1 sym=s7:construct nparams=1 nodes=n1..n3
;   access ptr=n1 size=1 via=store
; func f2 sym=s8:init nodes=n4..n8
;   cons op=addr-heap dst=n6 src=h1:cred_jar
;   cons op=cache-alloc dst=n7 src=n6 aux=h2
;   cons op=addr-sym dst=n8 src=s2:jar
;   cons op=store dst=n8 src=n6
;   access ptr=n8 size=8 via=store
;   call callee=s7:construct deferred=1 args=n7
;   call callee=s3:kmem_cache_create modelled=1
; func f3 sym=s9:new nparams=1 nodes=n9..n16
;   cons op=cache-alloc dst=n13 src=n12 aux=h3
;   cons op=cache-alloc dst=n14 src=n12 aux=h4
;   cons op=gep-var dst=n15 src=n9 aux=8
;   cons op=store dst=n15 src=n14
;   cons op=copy dst=n10 src=n13
;   cons op=addr-sym dst=n16 src=s2:jar
;   cons op=load dst=n12 src=n16
;   access ptr=n9 via=copy
;   call callee=s4:kmem_cache_alloc modelled=1
;   call callee=s5:kmem_cache_alloc_bulk modelled=1
;   call callee=s6:kmem_cache_free modelled=1
