// SPDX-License-Identifier: Apache-2.0
// A bit-field write touches its storage unit; the pointer beside it is left alone.
struct page {
	unsigned int locked : 1, order : 5;
	int *owner;
} page;
int a, b;
int *keep = &b;

void lock_page(void)
{
	page.owner = &a;
	page.locked = 1;
}

void hit(void)
{
	*page.owner = 1;
}

/* expect
 * accesses
 *   lock_page -> page store w 12
 *   lock_page -> page store w 13
 *   hit -> a store w 18
 * unknowns
 */
