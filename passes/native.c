/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/native.h"

#include <gelf.h>
#include <libelf.h>

#include <string.h>

static int corrupt(const char *name, const char *what, struct diag *d)
{
	return diag_set(d, CM_EFORMAT, name, "corrupt ELF object: %s; build it again", what);
}

/* *names: the section that holds section names. NULL with d filled on error. */
static Elf *open_elf(const char *bytes, size_t n, size_t *names, const char *name, struct diag *d)
{
	Elf *elf;
	size_t sections;

	elf_version(EV_CURRENT);
	/* libelf only reads the bytes as long as nobody asks it to write. */
	elf = elf_memory((char *)(uintptr_t)bytes, n);
	if (elf && elf_kind(elf) == ELF_K_ELF && !elf_getshdrstrndx(elf, names) &&
	    !elf_getshdrnum(elf, &sections) && sections && elf_getscn(elf, sections - 1))
		return elf;
	corrupt(name, elf_errmsg(-1), d);
	elf_end(elf);
	return NULL;
}

int native_bitcode(const char *bytes, size_t n, const char **section, size_t *section_bytes,
		   const char *name, struct diag *d)
{
	size_t names;
	Elf *elf = open_elf(bytes, n, &names, name, d);
	Elf_Scn *scn = NULL;
	int found = 0;

	if (!elf)
		return -CM_EFORMAT;
	while (!found && (scn = elf_nextscn(elf, scn))) {
		GElf_Shdr sh;
		const char *s = gelf_getshdr(scn, &sh) ? elf_strptr(elf, names, sh.sh_name) : NULL;

		if (!s || (strcmp(s, ".llvm.lto") && strcmp(s, ".llvmbc")) || !sh.sh_size)
			continue;
		if (sh.sh_type == SHT_NOBITS || sh.sh_offset > n || sh.sh_size > n - sh.sh_offset) {
			found = corrupt(name, "its bitcode section leaves the file", d);
			break;
		}
		*section = bytes + sh.sh_offset;
		*section_bytes = sh.sh_size;
		found = 1;
	}
	elf_end(elf);
	return found;
}

static uint8_t linkage_of(const GElf_Sym *sym)
{
	bool weak = GELF_ST_BIND(sym->st_info) == STB_WEAK;

	if (sym->st_shndx == SHN_UNDEF)
		return weak ? FACT_L_UNDEF_WEAK : FACT_L_UNDEF;
	if (sym->st_shndx == SHN_COMMON)
		return FACT_L_COMMON;
	return weak ? FACT_L_WEAK : FACT_L_STRONG;
}

static void add_symbol(struct facts *f, Elf *elf, size_t section_names, const GElf_Sym *sym,
		       const char *name)
{
	Elf_Scn *scn =
	    sym->st_shndx && sym->st_shndx < SHN_LORESERVE ? elf_getscn(elf, sym->st_shndx) : NULL;
	unsigned type = GELF_ST_TYPE(sym->st_info);
	struct fact_sym out = {
	    .name = strtab_add(&f->str, name),
	    .linkage = linkage_of(sym),
	    .flags = FACT_F_ASM,
	    .size = sym->st_size,
	};
	bool code = sym->st_shndx == SHN_UNDEF;
	GElf_Shdr sh;

	out.display = out.name;
	if (sym->st_shndx == SHN_UNDEF)
		out.flags |= FACT_F_USED | FACT_F_ENTRY;
	if (scn && gelf_getshdr(scn, &sh)) {
		const char *s = elf_strptr(elf, section_names, sh.sh_name);

		code = sh.sh_flags & SHF_EXECINSTR;
		out.section = strtab_add(&f->str, s ? s : "");
	}
	out.kind = type == STT_FUNC || (type == STT_NOTYPE && code) ? FACT_S_FUNC : FACT_S_VAR;
	vec_push(&f->syms, out);
}

static int read_symbols(struct facts *f, Elf *elf, Elf_Scn *scn, const GElf_Shdr *sh,
			size_t section_names, const char *name, struct diag *d)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	GElf_Sym sym;

	if (!data)
		return corrupt(name, elf_errmsg(-1), d);
	for (int i = 1; gelf_getsym(data, i, &sym); i++) {
		unsigned bind = GELF_ST_BIND(sym.st_info);
		const char *s;

		if (bind != STB_GLOBAL && bind != STB_WEAK)
			continue;
		s = elf_strptr(elf, sh->sh_link, sym.st_name);
		if (!s || !s[0])
			return corrupt(name, "a global symbol without a name", d);
		add_symbol(f, elf, section_names, &sym, s);
	}
	return 0;
}

int native_read(struct facts *f, const char *bytes, size_t n, const char *name, struct diag *d)
{
	size_t names;
	Elf *elf = open_elf(bytes, n, &names, name, d);
	Elf_Scn *scn = NULL;
	int err = 0;

	if (!elf)
		return -CM_EFORMAT;
	while (!err && (scn = elf_nextscn(elf, scn))) {
		GElf_Shdr sh;

		if (!gelf_getshdr(scn, &sh))
			err = corrupt(name, elf_errmsg(-1), d);
		else if (sh.sh_type == SHT_SYMTAB)
			err = read_symbols(f, elf, scn, &sh, names, name, d);
	}
	elf_end(elf);
	f->source = strdup(name);
	if (!f->source)
		diag_oom(strlen(name));
	return err;
}
