# SPDX-License-Identifier: Apache-2.0
# The same set for gcc 12 and clang 19; CAPMAP_WERROR=OFF is for compilers we have not met.
option(CAPMAP_WERROR "Treat warnings as errors" ON)
add_compile_options(-Wall -Wextra -Wshadow -Wvla -Wwrite-strings -Wpointer-arith
                    -Wformat=2 -Wundef)
add_compile_options($<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>
                    $<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes>
                    $<$<COMPILE_LANGUAGE:C>:-Wold-style-definition>)
if(CAPMAP_WERROR)
  add_compile_options(-Werror)
endif()
