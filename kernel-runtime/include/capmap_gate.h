/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The gates: what the instrumentation puts around a write, as constants. Includes nothing, so that
 * C, assembly and the compiler's plugin can share it.
 *
 * The rights of a thread lie in IA32_PKRS, two bits a key: bit 2k denies all access to pages of key
 * k, bit 2k + 1 denies writing. Reading is never denied. Between windows the register holds
 * CAPMAP_GATE_CLOSED; inside a window, the same less the write-deny bits of the window's keys. A
 * gate is, for a constant IMM,
 *
 *	mov $CAPMAP_GATE_MSR, %ecx
 *	mov $IMM, %eax
 *	xor %edx, %edx
 *	wrmsr
 *	cmp $IMM, %eax		who jumps into the middle does not get past here
 *	je 1f
 *	ud2
 * 1:
 *
 * which is CAPMAP_GATE_LENGTH bytes long, its WRMSR at byte CAPMAP_GATE_WRMSR. It clobbers eax, ecx,
 * edx and flags. In the image there are NOPs in its place, and an entry of
 * .altinstructions that replaces them where the CPU has CAPMAP_GATE_FEATURE: a feature bit of
 * Linux's own which the runtime sets before alternatives are applied when capmap=audit or enforce.
 * Until then, and with capmap=off, windows cost their NOPs; so IA32_PKRS must not be closed before
 * alternatives are applied.
 */
#ifndef CAPMAP_GATE_H
#define CAPMAP_GATE_H

#define CAPMAP_GATE_MSR	   0x6e1
#define CAPMAP_GATE_CLOSED 0xaaaaaaa8
#define CAPMAP_GATE_LENGTH 23
#define CAPMAP_GATE_WRMSR  12

/* X86_FEATURE_CAPMAP: word 11, Linux's synthetic features, where 6.1.y has bit 23 free. */
#define CAPMAP_GATE_FEATURE (11 * 32 + 23)

/* Write-deny bit of a key. */
#define CAPMAP_GATE_DENY(key) (2u << (2 * (key)))

/* Variables of key k lie in section ".data..capmap.k", k in decimal; the linker script aligns. */
#define CAPMAP_GATE_SECTION ".data..capmap."

#endif
