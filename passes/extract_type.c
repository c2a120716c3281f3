/* SPDX-License-Identifier: Apache-2.0 */
/* DWARF types -> fact_type. A type is described on demand: first by name and size (a stub, marked
 * incomplete), then in full when a symbol, object, hint or access needs its layout. */
#include "passes/extract_int.h"
#include "passes/llvm_shim.h"

/* DWARF 5, section 7.5.3, table 7.3; and GNU's vector as an array. */
enum {
	TAG_ARRAY = 0x01,
	TAG_CLASS = 0x02,
	TAG_MEMBER = 0x0d,
	TAG_POINTER = 0x0f,
	TAG_REFERENCE = 0x10,
	TAG_STRUCT = 0x13,
	TAG_SUBROUTINE = 0x15,
	TAG_TYPEDEF = 0x16,
	TAG_UNION = 0x17,
	TAG_INHERITANCE = 0x1c,
	TAG_SUBRANGE = 0x21,
	TAG_CONST = 0x26,
	TAG_VOLATILE = 0x35,
	TAG_RESTRICT = 0x37,
	TAG_RVALUE_REFERENCE = 0x42,
	TAG_ATOMIC = 0x47,
	TAG_IMMUTABLE = 0x4b,
};

/* The type below qualifiers and typedefs; *alias: the typedef nearest to it, if any. */
static LLVMMetadataRef strip(LLVMMetadataRef t, LLVMMetadataRef *alias)
{
	*alias = NULL;
	while (t) {
		switch (LLVMGetDINodeTag(t)) {
		case TAG_TYPEDEF:
			*alias = t;
			break;
		case TAG_CONST:
		case TAG_VOLATILE:
		case TAG_RESTRICT:
		case TAG_ATOMIC:
		case TAG_IMMUTABLE:
			break;
		default:
			return t;
		}
		t = shim_type_base(t);
	}
	return NULL;
}

static bool is_pointer(unsigned tag)
{
	return tag == TAG_POINTER || tag == TAG_REFERENCE || tag == TAG_RVALUE_REFERENCE;
}

static bool is_record(unsigned tag)
{
	return tag == TAG_STRUCT || tag == TAG_CLASS || tag == TAG_UNION;
}

LLVMMetadataRef ex_type_record(LLVMMetadataRef t)
{
	LLVMMetadataRef alias;

	t = strip(t, &alias);
	return t && is_record(LLVMGetDINodeTag(t)) ? t : NULL;
}

LLVMMetadataRef ex_type_element(LLVMMetadataRef t)
{
	LLVMMetadataRef alias;

	t = strip(t, &alias);
	return t && LLVMGetDINodeTag(t) == TAG_ARRAY ? strip(shim_type_base(t), &alias) : NULL;
}

LLVMMetadataRef ex_type_pointee(LLVMMetadataRef t)
{
	LLVMMetadataRef alias;

	t = strip(t, &alias);
	return t && is_pointer(LLVMGetDINodeTag(t)) ? ex_type_record(shim_type_base(t)) : NULL;
}

LLVMMetadataRef ex_type_callee(LLVMMetadataRef t)
{
	LLVMMetadataRef alias;

	t = strip(t, &alias);
	if (!t || !is_pointer(LLVMGetDINodeTag(t)))
		return NULL;
	t = strip(shim_type_base(t), &alias);
	return t && LLVMGetDINodeTag(t) == TAG_SUBROUTINE ? t : NULL;
}

LLVMMetadataRef ex_type_place(LLVMMetadataRef t)
{
	LLVMMetadataRef alias;

	t = strip(t, &alias);
	if (!t || !is_pointer(LLVMGetDINodeTag(t)))
		return NULL;
	t = strip(shim_type_base(t), &alias);
	return ex_type_pointee(t) ? t : NULL;
}

static enum fact_type_kind kind_of(unsigned tag)
{
	if (is_pointer(tag))
		return FACT_T_POINTER;
	switch (tag) {
	case TAG_STRUCT:
	case TAG_CLASS:
		return FACT_T_STRUCT;
	case TAG_UNION:
		return FACT_T_UNION;
	case TAG_ARRAY:
		return FACT_T_ARRAY;
	case TAG_SUBROUTINE:
		return FACT_T_FUNC;
	default:
		return FACT_T_SCALAR;
	}
}

LLVMMetadataRef ex_type_plain(LLVMMetadataRef t)
{
	LLVMMetadataRef alias;

	return strip(t, &alias);
}

unsigned ex_type_kind(LLVMMetadataRef t)
{
	t = ex_type_plain(t);
	return t ? kind_of(LLVMGetDINodeTag(t)) : 0;
}

LLVMMetadataRef ex_type_base(LLVMMetadataRef t)
{
	t = ex_type_plain(t);
	return t ? shim_type_base(t) : NULL;
}

static str_id type_name(struct ex *x, LLVMMetadataRef t)
{
	size_t len;
	const char *name = LLVMDITypeGetName(t, &len);

	return len ? strtab_addn(&x->f->str, name, len) : 0;
}

/* Appends the fields of record t; by-value members are described first, so that the fields of one
 * record stay together. */
static void describe_fields(struct ex *x, fact_type_id id, LLVMMetadataRef t)
{
	VEC(struct fact_field) fields = {0};

	for (unsigned i = 0; i < shim_type_nelements(t); i++) {
		LLVMMetadataRef m = shim_type_element(t, i);
		unsigned tag = LLVMGetDINodeTag(m);

		if ((tag != TAG_MEMBER && tag != TAG_INHERITANCE) || shim_member_is_static(m))
			continue;
		struct fact_field field = {.name = type_name(x, m),
					   .type = ex_type(x, shim_type_base(m)),
					   .offset = shim_member_offset(m)};
		uint32_t at = fields.n;

		/* Ascending, as bit-fields moved to their unit may not be. */
		vec_push(&fields, field);
		for (; at && fields.v[at - 1].offset > field.offset; at--)
			fields.v[at] = fields.v[at - 1];
		fields.v[at] = field;
	}
	x->f->types.v[id].first_field = x->f->fields.n;
	x->f->types.v[id].nfields = fields.n;
	vec_each (&fields, i)
		vec_push(&x->f->fields, fields.v[i]);
	vec_free(&fields);
}

/* Dimensions nest from the last inwards; the outermost is id itself. */
static void describe_array(struct ex *x, fact_type_id id, LLVMMetadataRef t)
{
	fact_type_id elem = ex_type(x, shim_type_base(t));

	for (unsigned i = shim_type_nelements(t); i-- > 0;) {
		struct fact_type dim = {.kind = FACT_T_ARRAY,
					.elem = elem,
					.count = shim_subrange_count(shim_type_element(t, i))};

		dim.size = dim.count * x->f->types.v[elem].size;
		if (!i) {
			x->f->types.v[id].elem = dim.elem;
			x->f->types.v[id].count = dim.count;
			return;
		}
		elem = x->f->types.n;
		vec_push(&x->f->types, dim);
	}
	x->f->types.v[id].elem = elem;
}

static bool is_declaration(LLVMMetadataRef t)
{
	return LLVMDITypeGetFlags(t) & LLVMDIFlagFwdDecl;
}

/* A pointer's pointee as a stub; by-value parts in full. Marked complete first: a record that
 * reaches itself does so through a pointer. */
static void describe(struct ex *x, fact_type_id id, LLVMMetadataRef t)
{
	enum fact_type_kind kind = (enum fact_type_kind)x->f->types.v[id].kind;
	fact_type_id elem;

	x->f->types.v[id].incomplete = false;
	switch (kind) {
	case FACT_T_POINTER:
		elem = ex_type_stub(x, shim_type_base(t));
		x->f->types.v[id].elem = elem;
		break;
	case FACT_T_ARRAY:
		describe_array(x, id, t);
		break;
	case FACT_T_STRUCT:
	case FACT_T_UNION:
		describe_fields(x, id, t);
		break;
	case FACT_T_SCALAR:
	case FACT_T_FUNC:
		break;
	}
}

static fact_type_id type_id(struct ex *x, LLVMMetadataRef t, bool full)
{
	LLVMMetadataRef alias;

	t = strip(t, &alias);
	if (!t)
		return 0;
	fact_type_id id = map_get(&x->type_of, (uintptr_t)t);

	if (!id) {
		struct fact_type row = {.kind = (uint8_t)kind_of(LLVMGetDINodeTag(t)),
					.name = LLVMGetDINodeTag(t) == TAG_SUBROUTINE
						    ? ex_prototype(x, t, true)
						    : type_name(x, t),
					.size = (LLVMDITypeGetSizeInBits(t) + 7) / 8};

		row.incomplete = row.kind == FACT_T_STRUCT || row.kind == FACT_T_UNION;
		id = x->f->types.n;
		vec_push(&x->f->types, row);
		*map_at(&x->type_of, (uintptr_t)t) = id;
		if (!row.incomplete)
			describe(x, id, t);
		else if (!is_declaration(t) && !full)
			vec_push(&x->stubs, ((struct ex_stub){id, t}));
	}
	if (alias && !x->f->types.v[id].name)
		x->f->types.v[id].name = type_name(x, alias);
	if (full && x->f->types.v[id].incomplete && !is_declaration(t))
		describe(x, id, t);
	return id;
}

fact_type_id ex_type(struct ex *x, LLVMMetadataRef di_type)
{
	return type_id(x, di_type, true);
}

fact_type_id ex_type_stub(struct ex *x, LLVMMetadataRef di_type)
{
	return type_id(x, di_type, false);
}

fact_type_id ex_type_named(struct ex *x, const char *name, size_t len)
{
	struct fact_type t = {
	    .kind = FACT_T_STRUCT, .incomplete = true, .name = strtab_addn(&x->f->str, name, len)};
	uint32_t *at = map_at(&x->named_of, t.name);

	if (!*at) {
		*at = x->f->types.n;
		vec_push(&x->f->types, t);
	}
	return *at;
}

static bool is_named(struct ex *x, LLVMMetadataRef record)
{
	size_t len;
	const char *name = LLVMDITypeGetName(record, &len);
	str_id id = len ? strtab_find(&x->f->str, name) : 0; /* ends with 0, as LLVM's strings do */

	return id && map_get(&x->named_of, id);
}

/* What a tag names may be described where a variable points to it, and nowhere else. */
void ex_types_complete(struct ex *x)
{
	vec_each (&x->pointees, i) {
		LLVMMetadataRef record = ex_type_record(x->pointees.v[i]);

		if (record && is_named(x, record))
			ex_type(x, record);
	}
	vec_each (&x->stubs, i) {
		const struct ex_stub stub = x->stubs.v[i];
		const struct fact_type *t = &x->f->types.v[stub.id];

		if (t->incomplete && t->name && map_get(&x->named_of, t->name))
			describe(x, stub.id, stub.type);
	}
}
