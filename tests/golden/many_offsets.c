// SPDX-License-Identifier: Apache-2.0
// A pointer to any of very many members of one struct points into one kind of object: it is not
// joined with others of its type.
struct node {
	struct node *next;
};
struct head {
	struct node *first;
};

#define TEN(X, p)   X(p##0) X(p##1) X(p##2) X(p##3) X(p##4) X(p##5) X(p##6) X(p##7) X(p##8) X(p##9)
#define FIFTY(X, p) TEN(X, p##0) TEN(X, p##1) TEN(X, p##2) TEN(X, p##3) TEN(X, p##4)
#define ALL(X)	    FIFTY(X, 1) FIFTY(X, 2) FIFTY(X, 3)

#define MEMBER(n) struct head h##n;
#define OF_A(n)	  &a.h##n,
#define OF_B(n)	  &b.h##n,

struct a {
	ALL(MEMBER)
} a;
struct b {
	ALL(MEMBER)
	long end;
} b;

struct head *to_a[] = {ALL(OF_A)};
struct head *to_b[] = {ALL(OF_B)};

void add_a(unsigned int i, struct node *n)
{
	to_a[i]->first = n;
}

void add_b(unsigned int i, struct node *n)
{
	to_b[i]->first = n;
}

/* expect
 * accesses
 *   add_a -> a store w 32
 *   add_b -> b store w 37
 * unknowns
 */
