/* SPDX-License-Identifier: Apache-2.0 */
#include "views/graph.h"
#include "views/html.h"

#include <string.h>

void picture_write_page(const struct picture *g, const char *svg, size_t n, FILE *out)
{
	html_begin(out, g->title, "");
	fwrite(svg, 1, n, out);
	html_end(out, "");
}
