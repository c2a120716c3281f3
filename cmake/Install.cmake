# SPDX-License-Identifier: Apache-2.0
include(GNUInstallDirs)
install(DIRECTORY docs/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 FILES_MATCHING PATTERN "*.1")
install(FILES kernel-runtime/include/capmap_gate.h kernel-runtime/include/capmap_keytable.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/capmap)
