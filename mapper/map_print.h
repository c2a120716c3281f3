/* SPDX-License-Identifier: Apache-2.0 */
/* The result of a mapping, for people and for programs. */
#ifndef CM_MAPPER_MAP_PRINT_H
#define CM_MAPPER_MAP_PRINT_H

#include "mapper/price.h"

#include <stdio.h>

struct map_result {
	const char *store;
	const struct matrix *matrix;
	const struct conflict *conflict;
	const struct assignment *assignment;
	const struct price *price;
	uint32_t keys, reserved; /* that could be used; kept free */
	enum conflict_weight by;
	const struct guard_counts *unguarded;
};

void map_print_text(const struct map_result *r, FILE *out);
void map_print_json(const struct map_result *r, FILE *out);

struct colouring_result {
	const char *file;
	const struct edges *graph;
	uint32_t keys, used, clique;
	uint64_t bad; /* conflicting edges left, by the judge */
	const uint32_t *colour;
};

void colouring_print_text(const struct colouring_result *r, FILE *out);
void colouring_print_json(const struct colouring_result *r, FILE *out);

#endif
