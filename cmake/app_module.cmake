# One folder of the backend, declared in one place.
#
# app_module(ingest
#   NEEDS base volume            # folders it may include; tools/check_layers reads this line
#   UNITS sort_slices            # x.h, x.cpp and x_test.cpp; a missing one stops the configure
#   HEADERS slice                # x.h alone: types without code
#   PARTS decoders               # x.h and x.cpp whose behaviour another unit's test or a black-box test covers
#   TESTS whole_ingest           # x_test.cpp alone
#   FUZZ decode_nifti            # x_fuzz.cpp: libFuzzer under clang, corpus replay as a test elsewhere
#   LIBS DCMTK::DCMTK)           # private: no other folder sees their headers

function(app_module name)
  cmake_parse_arguments(ARG "" "" "NEEDS;UNITS;HEADERS;PARTS;TESTS;FUZZ;LIBS" ${ARGN})
  set(library scanetrix_${name})
  set(sources)
  set(tests)
  foreach(unit IN LISTS ARG_UNITS)
    app_require_files(${unit}.h ${unit}.cpp ${unit}_test.cpp)
    list(APPEND sources ${unit}.cpp)
    list(APPEND tests ${unit}_test.cpp)
  endforeach()
  foreach(part IN LISTS ARG_PARTS)
    app_require_files(${part}.h ${part}.cpp)
    list(APPEND sources ${part}.cpp)
  endforeach()
  foreach(header IN LISTS ARG_HEADERS)
    app_require_files(${header}.h)
  endforeach()
  foreach(test IN LISTS ARG_TESTS)
    app_require_files(${test}_test.cpp)
    list(APPEND tests ${test}_test.cpp)
  endforeach()

  if(sources)
    add_library(${library} STATIC ${sources})
    set(visibility PUBLIC)
  else()
    add_library(${library} INTERFACE)
    set(visibility INTERFACE)
  endif()
  target_include_directories(${library} ${visibility} ${PROJECT_SOURCE_DIR}/backend)
  target_link_libraries(${library} ${visibility} scanetrix_options tl::expected fmt::fmt)
  foreach(need IN LISTS ARG_NEEDS)
    target_link_libraries(${library} ${visibility} scanetrix_${need})
  endforeach()
  if(sources AND ARG_LIBS)
    target_link_libraries(${library} PRIVATE ${ARG_LIBS})
  endif()

  if(BUILD_TESTING AND tests)
    add_executable(${name}_tests ${tests})
    target_link_libraries(${name}_tests PRIVATE ${library} ${ARG_LIBS} GTest::gmock GTest::gtest_main)
    set_target_properties(${name}_tests PROPERTIES SCANETRIX_TEST ON)
    add_test(NAME ${name} COMMAND ${name}_tests)
    set_tests_properties(${name} PROPERTIES TIMEOUT 300)
  endif()

  foreach(target IN LISTS ARG_FUZZ)
    app_require_files(${target}_fuzz.cpp)
    app_fuzz_target(${target} ${library})
  endforeach()
endfunction()

# Under libFuzzer the target searches; elsewhere it replays tests/corpus/<target>/ as an ordinary test.
function(app_fuzz_target target library)
  set(corpus ${PROJECT_SOURCE_DIR}/tests/corpus/${target})
  if(SCANETRIX_FUZZ)
    add_executable(${target}_fuzz ${target}_fuzz.cpp)
    target_compile_options(${target}_fuzz PRIVATE -fsanitize=fuzzer)
    target_link_options(${target}_fuzz PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${target}_fuzz PRIVATE ${library})
  elseif(BUILD_TESTING)
    add_executable(${target}_replay ${target}_fuzz.cpp ${PROJECT_SOURCE_DIR}/tests/corpus/replay.cpp)
    target_link_libraries(${target}_replay PRIVATE ${library})
    add_test(NAME ${target}_corpus COMMAND ${target}_replay ${corpus})
    set_tests_properties(${target}_corpus PROPERTIES TIMEOUT 300)
  endif()
endfunction()

function(app_require_files)
  foreach(file IN LISTS ARGN)
    if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${file})
      message(FATAL_ERROR "${CMAKE_CURRENT_SOURCE_DIR}/${file} is declared in CMakeLists.txt and does not exist")
    endif()
  endforeach()
endfunction()
