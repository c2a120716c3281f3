/* SPDX-License-Identifier: Apache-2.0 */
#include "views/palette.h"
#include "base/diag.h"

static const struct shade {
	const char *fill, *text, *line;
} shades[] = {
    {"#dce6ef", "#111111", "#7f95aa"}, /* -1 */
    {"#ececec", "#111111", "#8c8c8c"}, /* 0 */
    {"#1464be", "#ffffff", "#1464be"}, {"#fadc3c", "#111111", "#ab9100"},
    {"#961400", "#ffffff", "#961400"}, {"#00c8be", "#111111", "#00968e"},
    {"#782882", "#ffffff", "#782882"}, {"#dcaa78", "#111111", "#ad7a45"},
    {"#1e5a46", "#ffffff", "#1e5a46"}, {"#c88cfa", "#111111", "#a05fdc"},
    {"#966400", "#ffffff", "#966400"}, {"#8cfaaa", "#111111", "#2a9d55"},
    {"#dc6e78", "#111111", "#c64e5a"}, {"#5a96be", "#111111", "#3f7ba6"},
    {"#96a000", "#111111", "#788000"}, {"#b4d2fa", "#111111", "#5f8fd0"},
    {"#82648c", "#ffffff", "#82648c"},
};

static const struct shade *shade(int key)
{
	BUG_ON(key < -1 || key > 15);
	return &shades[key + 1];
}

const char *palette_fill(int key)
{
	return shade(key)->fill;
}

const char *palette_text(int key)
{
	return shade(key)->text;
}

const char *palette_line(int key)
{
	return shade(key)->line;
}
