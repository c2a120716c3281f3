/* SPDX-License-Identifier: Apache-2.0 */
/* What the fields of fact records are, as a table (facts_fields.def). For facts*.c only. */
#ifndef CM_PASSES_FACTS_FIELD_H
#define CM_PASSES_FACTS_FIELD_H

#include "passes/facts.h"

enum facts_kind {
	FACTS_NUM,
	FACTS_INT,
	FACTS_HEX,
	FACTS_BOOL,
	FACTS_ENUM,
	FACTS_FLAGS,
	FACTS_STR,
	FACTS_LOC,
	FACTS_TYPE,
	FACTS_SYM,
	FACTS_FUNC,
	FACTS_HEAP,
	FACTS_NODE,
	/* ids that are not 0 */
	FACTS_TYPE1,
	FACTS_SYM1,
	FACTS_FUNC1,
	FACTS_HEAP1,
	FACTS_NODE1,
	/* resolved by facts_field_kind() */
	FACTS_SRC,
	FACTS_AUX,
};

struct facts_field {
	const char *name;
	uint8_t sec;  /* enum facts_section */
	uint8_t kind; /* enum facts_kind */
	uint8_t offset, bytes;
	uint8_t nwords;
	const char *const *words; /* [value], or [bit] of flags */
};

/* The fields of a section's records in record order; *n is 0 for sections that are no records. */
const struct facts_field *facts_fields(enum facts_section sec, unsigned *n);
/* The section's records: first one (the unused entry 0), count and size. */
const void *facts_records(const struct facts *f, enum facts_section sec, uint32_t *n,
			  size_t *bytes);

/* Kind and value of a field in one record; an INT, always 8 bytes, comes as its bit pattern. */
enum facts_kind facts_field_kind(const struct facts_field *fd, const void *record);
uint64_t facts_field_value(const struct facts_field *fd, const void *record);

/* "type", "cons": what a section's record is called in messages and dumps. */
const char *facts_record_name(enum facts_section sec);

#endif
