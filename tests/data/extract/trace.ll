; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
; A tracepoint calls the probes of its own event, and those that are registered as constants.
@event_class_take = internal global { ptr, ptr, ptr, ptr } { ptr null, ptr @trace_take, ptr @perf_take, ptr @register }
@event_take = internal global { ptr, ptr } { ptr null, ptr @event_class_take }
@__bpf_trace_tp_map_take = internal global { ptr, ptr } { ptr @__tracepoint_take, ptr @bpf_take }
@__tracepoint_take = global { ptr } { ptr @__traceiter_take }
declare i32 @tracepoint_probe_register_prio(ptr, ptr, ptr, i32)
declare void @trace_take(ptr, ptr)
declare void @perf_take(ptr, ptr)
declare void @bpf_take(ptr, ptr)
declare void @wakeup(ptr, ptr)
declare void @__static_call_update(ptr, ptr, ptr)
define void @__traceiter_take(ptr %data, ptr %lock) {
  %1 = load ptr, ptr %data
  call void %1(ptr %data, ptr %lock)
  ret void
}
define i32 @register(ptr %class, ptr %key) {
  %1 = load ptr, ptr %class
  %2 = call i32 @tracepoint_probe_register_prio(ptr @__tracepoint_take, ptr %1, ptr %class, i32 0)
  call void @__static_call_update(ptr %key, ptr %key, ptr %1)
  ret i32 %2
}
define i32 @tracepoint_probe_register(ptr %tp, ptr %probe, ptr %data) {
  %1 = call i32 @tracepoint_probe_register_prio(ptr %tp, ptr %probe, ptr %data, i32 10)
  ret i32 %1
}
define i32 @start() {
  %1 = call i32 @tracepoint_probe_register(ptr @__tracepoint_take, ptr @wakeup, ptr null)
  ret i32 %1
}
; facts
; sym s1 name=event_class_take display=event_class_take kind=var linkage=internal size=32
; sym s2 name=event_take display=event_take kind=var linkage=internal size=16
; sym s3 name=__bpf_trace_tp_map_take display=__bpf_trace_tp_map_take kind=var linkage=internal size=16
; sym s4 name=__tracepoint_take display=__tracepoint_take kind=var linkage=strong size=8
; sym s5 name=tracepoint_probe_register_prio display=tracepoint_probe_register_prio kind=func linkage=undef sig=0xbffdaa53843642
; sym s6 name=trace_take display=trace_take kind=func linkage=undef flags=address-taken sig=0x830bb059a144e5e6
; sym s7 name=perf_take display=perf_take kind=func linkage=undef flags=address-taken sig=0x830bb059a144e5e6
; sym s8 name=bpf_take display=bpf_take kind=func linkage=undef flags=address-taken sig=0x830bb059a144e5e6
; sym s9 name=wakeup display=wakeup kind=func linkage=undef flags=address-taken sig=0x830bb059a144e5e6
; sym s10 name=__static_call_update display=__static_call_update kind=func linkage=undef sig=0xae3caee104f7b930
; sym s11 name=__traceiter_take display=__traceiter_take kind=func linkage=strong flags=address-taken sig=0x830bb059a144e5e6 func=f1:__traceiter_take
; sym s12 name=register display=register kind=func linkage=strong flags=address-taken sig=0x3099b2220d9e7b0a func=f2:register
; sym s13 name=tracepoint_probe_register display=tracepoint_probe_register kind=func linkage=strong sig=0x45142ae08abdf086 func=f3:tracepoint_probe_register
; sym s14 name=start display=start kind=func linkage=strong sig=0xa51e68f505e5ae99 func=f4:start
; init sym=s1:event_class_take target=s6:trace_take off=8
; init sym=s1:event_class_take target=s7:perf_take off=16
; init sym=s1:event_class_take target=s12:register off=24
; init sym=s2:event_take target=s1:event_class_take off=8
; init sym=s3:__bpf_trace_tp_map_take target=s4:__tracepoint_take
; init sym=s3:__bpf_trace_tp_map_take target=s8:bpf_take off=8
; init sym=s4:__tracepoint_take target=s11:__traceiter_take
; func f1 sym=s11:__traceiter_take nparams=2 nodes=n1..n5
;   cons op=load dst=n5 src=n1
;   call callee=s6:trace_take sig=0x830bb059a144e5e6 args=n1,n2
;   call callee=s7:perf_take sig=0x830bb059a144e5e6 args=n1,n2
;   call callee=s8:bpf_take sig=0x830bb059a144e5e6 args=n1,n2
;   call target=n5 sig=0x830bb059a144e5e6 args=n1,n2
; func f2 sym=s12:register nparams=2 nodes=n6..n11
;   cons op=addr-sym dst=n10 src=s4:__tracepoint_take
;   cons op=load dst=n11 src=n6
;   access ptr=n7 size=8 via=copy
;   call callee=s5:tracepoint_probe_register_prio sig=0xbffdaa53843642 args=n10,-,n6,-
;   call callee=s10:__static_call_update modelled=1
; func f3 sym=s13:tracepoint_probe_register nparams=3 nodes=n12..n16
;   call callee=s5:tracepoint_probe_register_prio sig=0xbffdaa53843642 args=n12,n13,n14,-
; func f4 sym=s14:start nodes=n17..n20
;   cons op=addr-sym dst=n19 src=s4:__tracepoint_take
;   cons op=addr-sym dst=n20 src=s9:wakeup
;   call callee=s13:tracepoint_probe_register sig=0x45142ae08abdf086 args=n19,n20,-
