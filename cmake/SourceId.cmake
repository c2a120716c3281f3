# SPDX-License-Identifier: Apache-2.0
# Script: cmake -DROOT=folder -DFILES=a,b,c -DOUT=file.c -DNAME=symbol -DHEADER=header -P SourceId.cmake
# Writes a C file that defines a digest of the files, named below ROOT, as `const char NAME[]`,
# declared in HEADER.
string(REPLACE "," ";" files "${FILES}")
set(digests)
foreach(file ${files})
  file(SHA256 "${ROOT}/${file}" digest)
  string(APPEND digests "${digest} ${file}\n")
endforeach()
string(SHA256 id "${digests}")
file(WRITE "${OUT}" "#include \"${HEADER}\"\n\nconst char ${NAME}[] = \"${id}\";\n")
