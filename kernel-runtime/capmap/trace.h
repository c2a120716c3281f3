/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM capmap

#if !defined(_CAPMAP_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _CAPMAP_TRACE_H

#include <linux/tracepoint.h>

struct capmap_violation;

/* Every write outside of a window, also those that the log has already shown. */
TRACE_EVENT(capmap_violation,

	TP_PROTO(const struct capmap_violation *v, bool denied),

	TP_ARGS(v, denied),

	TP_STRUCT__entry(
		__field(unsigned long, ip)
		__field(unsigned long, address)
		__field(unsigned long, offset)
		__field(u32, rights)
		__field(u8, key)
		__field(bool, denied)
		__string(object, v->object)
		__string(region, v->region)
	),

	TP_fast_assign(
		__entry->ip = v->ip;
		__entry->address = v->address;
		__entry->offset = v->offset;
		__entry->rights = v->rights;
		__entry->key = v->key;
		__entry->denied = denied;
		__assign_str(object, v->object);
		__assign_str(region, v->region);
	),

	TP_printk("%s function=%pS object=\"%s\" offset=%lu region=\"%s\" key=%u address=0x%lx pkrs=0x%08x",
		  __entry->denied ? "denied" : "audit", (void *)__entry->ip,
		  __get_str(object), __entry->offset, __get_str(region),
		  __entry->key, __entry->address, __entry->rights)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
