; SPDX-License-Identifier: Apache-2.0
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
declare void @MAYALIAS(ptr, ptr)
declare void @_Z7NOALIASPvS_(ptr, ptr)
declare void @MAYALIASX(ptr, ptr)
define void @f(ptr %p, ptr %q) {
  call void @MAYALIAS(ptr %p, ptr %q)
  call void @_Z7NOALIASPvS_(ptr %q, ptr %p)
  call void @MAYALIASX(ptr %p, ptr %q)
  ret void
}
; facts
; sym s1 name=MAYALIAS display=MAYALIAS kind=func linkage=undef sig=0x830bb059a144e5e6
; sym s2 name=_Z7NOALIASPvS_ display=_Z7NOALIASPvS_ kind=func linkage=undef sig=0x830bb059a144e5e6
; sym s3 name=MAYALIASX display=MAYALIASX kind=func linkage=undef sig=0x830bb059a144e5e6
; sym s4 name=f display=f kind=func linkage=strong sig=0x830bb059a144e5e6 func=f1:f
; func f1 sym=s4:f nparams=2 nodes=n1..n4
;   call callee=s3:MAYALIASX sig=0x830bb059a144e5e6 args=n1,n2
; check a=n1 b=n2 kind=may-alias
; check a=n2 b=n1 kind=no-alias
