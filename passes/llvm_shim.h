/* SPDX-License-Identifier: Apache-2.0 */
/* Accessors that llvm-c 19 does not have. Metadata arguments must be of the class named; strings
 * are not terminated and live as long as the context. */
#ifndef CM_PASSES_LLVM_SHIM_H
#define CM_PASSES_LLVM_SHIM_H

#include <llvm-c/Types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* DIType: the derived type's base, the array's or enum's element; NULL for void and for none. */
LLVMMetadataRef shim_type_base(LLVMMetadataRef type);
/* DICompositeType: members, enumerators, subranges; elements may be NULL. */
unsigned shim_type_nelements(LLVMMetadataRef composite);
LLVMMetadataRef shim_type_element(LLVMMetadataRef composite, unsigned i);
/* DISubrange: number of elements, 0 when flexible or not constant. */
uint32_t shim_subrange_count(LLVMMetadataRef subrange);
/* Member (DIDerivedType): byte offset, of the storage unit for a bit-field. */
uint64_t shim_member_offset(LLVMMetadataRef member);
bool shim_member_is_static(LLVMMetadataRef member);

/* DIVariable, local or global. */
const char *shim_variable_name(LLVMMetadataRef var, size_t *len);
LLVMMetadataRef shim_variable_type(LLVMMetadataRef var);

/* The subprogram that a DILocation's scope lies in. */
LLVMMetadataRef shim_scope_subprogram(LLVMMetadataRef scope);
const char *shim_subprogram_name(LLVMMetadataRef sp, size_t *len);
/* Slot 0 is the returned type, then the parameters'; NULL for void and beyond the last. */
LLVMMetadataRef shim_subprogram_type(LLVMMetadataRef sp, unsigned slot);

/* A subprogram's DISubroutineType, NULL without one; and its slots, as above: the last is NULL,
 * too, where arguments are variable. */
LLVMMetadataRef shim_subprogram_subroutine(LLVMMetadataRef sp);
unsigned shim_subroutine_count(LLVMMetadataRef type);
LLVMMetadataRef shim_subroutine_type(LLVMMetadataRef type, unsigned slot);

/* The file of the compile unit that a subprogram is defined in; NULL for a declaration. */
LLVMMetadataRef shim_subprogram_unit_file(LLVMMetadataRef sp);

/* The file of the module's first compile unit, NULL without debug info. */
LLVMMetadataRef shim_module_file(LLVMModuleRef m);

/* The access tag of a load, store or atomic (TBAA, struct path): a member offset bytes from the
 * start of a struct. False without a tag, and for one that names no struct. */
struct shim_tag {
	const char *record;
	size_t length;
	uint64_t offset;
};
bool shim_access_tag(LLVMValueRef inst, struct shim_tag *tag);

/* The major version of the LLVM that wrote the bitcode; 0 when it does not say so. */
unsigned shim_bitcode_version(LLVMMemoryBufferRef bitcode);

/* What dso_local_equivalent or no_cfi stands for; NULL for any other value. */
LLVMValueRef shim_equivalent(LLVMValueRef v);

/* Where code for the way from block `from` to block `to` goes: in front of the instruction
 * returned. The way is split when it has to be; NULL when it cannot. */
LLVMValueRef shim_edge(LLVMBasicBlockRef from, LLVMBasicBlockRef to);
/* Makes the body of fn another function's, called name, and fn a definition without blocks; both
 * have fn's properties, and their own debug information of the same place. Every use stays fn's. */
LLVMValueRef shim_move_body(LLVMValueRef fn, const char *name);

/* Variables whose location is told just before inst. */
struct shim_record {
	LLVMValueRef value;  /* the variable's value, or its address; may be NULL */
	LLVMMetadataRef var; /* DILocalVariable */
	bool address;	     /* value is where the variable lives */
	bool whole;	     /* of the whole variable, value unchanged but for offset */
	int64_t offset;	     /* the variable is value + offset; 0 when address */
};
void shim_records(LLVMValueRef inst, void (*fn)(void *arg, const struct shim_record *r), void *arg);

#ifdef __cplusplus
}
#endif

#endif
