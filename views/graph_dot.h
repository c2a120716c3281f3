/* SPDX-License-Identifier: Apache-2.0 */
/* What the writers of Graphviz source share. */
#ifndef CM_VIEWS_GRAPH_DOT_H
#define CM_VIEWS_GRAPH_DOT_H

#include "views/graph.h"

#define DOT_INK	  "#1f2937"
#define DOT_FAINT "#5b6675"

/* "key 5", "default key"; valid until the next call. */
const char *dot_key_name(int key);

/* A node's tooltip, handed piece by piece to put: its name, its detail and the head of each of its
 * lists. */
void dot_tip(const struct picture_node *n, void (*put)(FILE *, const char *), FILE *out);

/* The picture's table as one node. */
void dot_table(const struct picture *g, FILE *out);

#endif
