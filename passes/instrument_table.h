/* SPDX-License-Identifier: Apache-2.0 */
/* The key table as the instrumentation asks it. Rows are counted from 1; 0 is none. Sets of keys
 * have no bit 0 here. */
#ifndef CM_PASSES_INSTRUMENT_TABLE_H
#define CM_PASSES_INSTRUMENT_TABLE_H

#include "mapper/keytable.h"

#include <stdbool.h>

struct gate_table {
	struct keytable kt;
	VEC(uint32_t) by_symbol; /* global variables, by symbol */
	VEC(uint32_t) by_caller; /* sites with a caller, by caller, then function */
	VEC(uint32_t)
	first_called; /* [function row]: its first in by_caller; one more at the end */
};

int gate_table_open(struct gate_table *t, const char *path, struct diag *d);
void gate_table_close(struct gate_table *t);

static inline const struct kt_function *gate_table_row(const struct gate_table *t, uint32_t row)
{
	return &t->kt.functions.v[row - 1];
}
static inline bool gate_table_is_helper(const struct gate_table *t, uint32_t row)
{
	return row && gate_table_row(t, row)->flags & KT_FUNCTION_HELPER;
}

/* The function of a linker symbol, defined in file ("": any). When there are several, the one of
 * the module whose source file is unit; 0 when that does not tell either. */
uint32_t gate_table_function(const struct gate_table *t, const char *symbol, const char *file,
			     const char *unit);
/* The key of a global variable, defined in file at line (0: any); 0 none. Statics in functions are
 * known by the name in the source. */
uint16_t gate_table_variable(const struct gate_table *t, const char *symbol, const char *file,
			     uint32_t line);

/* Whose rights a write runs on. */
enum gate_rights { GATE_RIGHTS_OWN, GATE_RIGHTS_ANY };
/* Keys of what function row may write at a place by via (enum site_via); sites found get a mark in
 * seen, [sites], unless that is NULL. */
uint16_t gate_table_site(const struct gate_table *t, uint32_t row, enum gate_rights rights,
			 const char *file, uint32_t line, uint8_t via, uint8_t *seen);

/* The key of what function allocates at a place as an object of type ("struct foo"); function may
 * be known with unit, its source file. 0: none, or not always the same one. row: out, of the first
 * such object. Objects found get a mark in seen, [objects]. */
uint16_t gate_table_allocation(const struct gate_table *t, const char *type, const char *function,
			       const char *unit, const char *file, uint32_t line, uint32_t *row,
			       uint8_t *seen);

#endif
