/* SPDX-License-Identifier: Apache-2.0 */
/* A colour for each protection key. The fifteen were chosen by maximising the least distance
 * between any two, in OKLab, as seen with normal sight and with protanopia, deuteranopia and
 * tritanopia (Machado, Oliveira and Fernandes 2009). Fifteen cannot be told apart by everyone, so
 * every picture also writes the key's number. */
#ifndef CM_VIEWS_PALETTE_H
#define CM_VIEWS_PALETTE_H

/* key: 1..15, 0 the default key, -1 not assigned. Values are "#rrggbb". */
const char *palette_fill(int key);
/* Black or white, whichever reads better on palette_fill(key): contrast at least 4.5 to 1. */
const char *palette_text(int key);
/* The same hue, dark enough for a thin line on white. */
const char *palette_line(int key);

#endif
