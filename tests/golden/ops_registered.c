// SPDX-License-Identifier: Apache-2.0
// The table is filled in and published at run time.
#include "kernel.h"

struct driver {
	void (*probe)(int *);
};

int port, probes;
struct driver serial, *registered;

static void serial_probe(int *p)
{
	*p = 1;
	probes++;
}

void serial_init(void)
{
	serial.probe = serial_probe;
	registered = &serial;
}

void probe_all(void)
{
	registered->probe(&port);
}

/* expect
 * accesses
 *   serial_probe -> port store w 14
 *   serial_probe -> probes store w 15
 *   serial_init -> serial store w 20
 *   serial_init -> registered store w 21
 * calls
 *   probe_all -> serial_probe 26
 * unknowns
 */
