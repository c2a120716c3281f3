# SPDX-License-Identifier: Apache-2.0
# Script: cmake -DIN=text -DOUT=file.c -DNAME=symbol -DHEADER=header -P EmbedText.cmake
# Writes a C file that defines the text as `const char NAME[]`, declared in HEADER.
file(READ "${IN}" text)
string(REPLACE "\\" "\\\\" text "${text}")
string(REPLACE "\"" "\\\"" text "${text}")
string(REPLACE "\n" "\\n\"\n\t\"" text "${text}")
file(WRITE "${OUT}" "#include \"${HEADER}\"\n\nconst char ${NAME}[] =\n\t\"${text}\";\n")
