# How everything of ours is compiled: warnings, hardening, sanitizers, ccache.

set(SCANETRIX_SANITIZE "" CACHE STRING "Sanitizers to build with, as for -fsanitize=: address,undefined or thread")
option(SCANETRIX_FUZZ "Build the fuzz targets with libFuzzer (clang only)" OFF)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(scanetrix_options INTERFACE)
target_compile_options(scanetrix_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual
  -Wno-gnu-statement-expression -Wno-missing-field-initializers -Werror=return-type -Werror=switch
  $<$<CONFIG:Release>:-O2 -D_FORTIFY_SOURCE=2 -D_GLIBCXX_ASSERTIONS>
  -fstack-protector-strong)
target_link_options(scanetrix_options INTERFACE -Wl,-z,relro,-z,now)

if(SCANETRIX_SANITIZE)
  # Not vptr: it needs type information that Debian's SOCI keeps to itself.
  target_compile_options(scanetrix_options INTERFACE
    -fsanitize=${SCANETRIX_SANITIZE} -fno-sanitize=vptr -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(scanetrix_options INTERFACE -fsanitize=${SCANETRIX_SANITIZE} -fno-sanitize=vptr)
endif()
