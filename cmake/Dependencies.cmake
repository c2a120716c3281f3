# SPDX-License-Identifier: Apache-2.0
# One interface target a dependency, so that the folders name what they use and nothing else.
find_program(LLVM_CONFIG NAMES llvm-config-19 REQUIRED)
execute_process(COMMAND ${LLVM_CONFIG} --includedir OUTPUT_VARIABLE LLVM_INC
                OUTPUT_STRIP_TRAILING_WHITESPACE)
execute_process(COMMAND ${LLVM_CONFIG} --libdir OUTPUT_VARIABLE LLVM_LIB
                OUTPUT_STRIP_TRAILING_WHITESPACE)
add_library(dep_llvm_headers INTERFACE)
target_include_directories(dep_llvm_headers SYSTEM INTERFACE ${LLVM_INC})
target_compile_definitions(dep_llvm_headers INTERFACE __STDC_CONSTANT_MACROS __STDC_FORMAT_MACROS
                           __STDC_LIMIT_MACROS)
add_library(dep_llvm INTERFACE)
target_link_libraries(dep_llvm INTERFACE dep_llvm_headers ${LLVM_LIB}/libLLVM-19.so)

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(GVC REQUIRED IMPORTED_TARGET libgvc libcgraph)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(ELF REQUIRED IMPORTED_TARGET libelf)
pkg_check_modules(CMOCKA IMPORTED_TARGET cmocka)
