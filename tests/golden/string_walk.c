// SPDX-License-Identifier: Apache-2.0
// A scan that turns around: end pointers and negative steps stay in the buffer.
char text[32], other[32];

void trim(void)
{
	char *end = text;

	while (*end)
		end++;
	while (end > text && end[-1] == ' ')
		*--end = 0;
}

/* expect
 * accesses
 *   trim -> text store w 12
 * unknowns
 */
