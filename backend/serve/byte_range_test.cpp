// SPDX-License-Identifier: Apache-2.0
#include "serve/byte_range.h"

#include <gtest/gtest.h>

namespace scanetrix {
namespace {

void expect_partial(std::string_view header, std::uint64_t offset, std::uint64_t length) {
  ByteRange range;
  EXPECT_EQ(parse_range(header, 100, range), RangeVerdict::partial) << header;
  EXPECT_EQ(range.offset, offset) << header;
  EXPECT_EQ(range.length, length) << header;
}

TEST(ByteRange, TakesTheThreeForms) {
  expect_partial("bytes=10-19", 10, 10);
  expect_partial("bytes=90-", 90, 10);
  expect_partial("bytes=-5", 95, 5);
}

TEST(ByteRange, EndsWhereTheBodyEnds) {
  expect_partial("bytes=90-500", 90, 10);
  expect_partial("bytes=-500", 0, 100);
  expect_partial("bytes=0-18446744073709551615", 0, 100);
}

TEST(ByteRange, BeyondTheEndIsUnsatisfiable) {
  ByteRange range;
  EXPECT_EQ(parse_range("bytes=100-", 100, range), RangeVerdict::unsatisfiable);
  EXPECT_EQ(parse_range("bytes=-0", 100, range), RangeVerdict::unsatisfiable);
}

TEST(ByteRange, WhatIsNotUnderstoodIsIgnored) {
  ByteRange range;
  for (const char* header :
       {"", "items=0-1", "bytes=5", "bytes=9-3", "bytes=a-b", "bytes=0-1,5-6", "bytes=-"})
    EXPECT_EQ(parse_range(header, 100, range), RangeVerdict::whole) << header;
}

}  // namespace
}  // namespace scanetrix
