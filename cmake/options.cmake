# How everything of ours is compiled: warnings, hardening, sanitizers, ccache.

set(SCANETRIX_SANITIZE "" CACHE STRING "Sanitizers to build with, as for -fsanitize=: address,undefined or thread")
option(SCANETRIX_FUZZ "Build the fuzz targets with libFuzzer (clang only)" OFF)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# What takes time is in the libraries; the tests themselves compile a fifth faster with less.
set(level $<IF:$<BOOL:$<TARGET_PROPERTY:SCANETRIX_TEST>>,-O1,-O2>)
add_library(scanetrix_options INTERFACE)
target_compile_options(scanetrix_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual
  -Wno-gnu-statement-expression -Wno-missing-field-initializers -Werror=return-type -Werror=switch
  $<$<CONFIG:Release>:${level} -D_FORTIFY_SOURCE=2 -D_GLIBCXX_ASSERTIONS>
  -fstack-protector-strong)
target_link_options(scanetrix_options INTERFACE -Wl,-z,relro,-z,now)

if(SCANETRIX_SANITIZE)
  # Not vptr: it needs type information that Debian's SOCI keeps to itself.
  target_compile_options(scanetrix_options INTERFACE
    -fsanitize=${SCANETRIX_SANITIZE} -fno-sanitize=vptr -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(scanetrix_options INTERFACE -fsanitize=${SCANETRIX_SANITIZE} -fno-sanitize=vptr)
endif()
