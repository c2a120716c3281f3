/* SPDX-License-Identifier: Apache-2.0 */
#include "views/html.h"

void html_escape(FILE *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '&')
			fputs("&amp;", out);
		else if (c == '<')
			fputs("&lt;", out);
		else if (c == '>')
			fputs("&gt;", out);
		else if (c == '"')
			fputs("&quot;", out);
		else if (c >= 0x80 || (c < 0x20 && c != '\n'))
			fprintf(out, "%%%02X", c);
		else
			fputc(c, out);
	}
}

void html_json_string(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c == '<' || c == '>' || c == '&')
			fprintf(out, "\\u%04x", c);
		else if (c >= 0x80)
			fprintf(out, "%%%02X", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

void html_begin(FILE *out, const char *title, const char *style)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
	      out);
	html_escape(out, title);
	fprintf(out, "</title>\n<style>\n%s%s</style>\n</head>\n<body>\n", page_common_css, style);
}

void html_end(FILE *out, const char *script)
{
	fprintf(out, "<script>\n%s</script>\n</body>\n</html>\n", script);
}
