/* SPDX-License-Identifier: Apache-2.0 */
/* Pages that work offline: one file, nothing fetched. */
#ifndef CM_VIEWS_HTML_H
#define CM_VIEWS_HTML_H

#include <stdio.h>

/* Text for an element or a double-quoted attribute. A byte outside ASCII becomes %XX: names come
 * from object files and need not be UTF-8. */
void html_escape(FILE *out, const char *text);
/* The same into a JSON string inside a script element, quotes included. */
void html_json_string(FILE *out, const char *text);

/* The files of page/, compiled in. */
extern const char page_common_css[], page_graph_css[], page_graph_js[], page_report_css[],
    page_report_js[];

/* Doctype to <body>: style follows the common style sheet. */
void html_begin(FILE *out, const char *title, const char *style);
/* script runs after the page's elements exist. */
void html_end(FILE *out, const char *script);

#endif
