// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_fragments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::SizeIs;
using namespace std::string_view_literals;

constexpr auto kTwo =
    "\xfe\xff\x00\xe0\x00\0\0\0"
    "\xfe\xff\x00\xe0\x02\0\0\0ab"
    "\xfe\xff\x00\xe0\x04\0\0\0cd\xff\xd9"
    "\xfe\xff\xdd\xe0\0\0\0\0"sv;

TEST(FindFragments, LeavesOutTheOffsetTable) {
  const auto fragments = find_fragments(as_bytes(kTwo), 0);
  ASSERT_TRUE(fragments) << fragments.error().message;
  ASSERT_THAT(*fragments, SizeIs(2));
  EXPECT_EQ(as_text((*fragments)[0]), "ab");
}

TEST(FindFragments, AMissingDelimiterIsLetPass) {
  EXPECT_TRUE(find_fragments(as_bytes(kTwo.substr(0, kTwo.size() - 8)), 0));
}

TEST(FindFragments, AFragmentBeyondTheEndIsNot) {
  EXPECT_FALSE(find_fragments(as_bytes(kTwo.substr(0, kTwo.size() - 9)), 0));
  EXPECT_FALSE(find_fragments(as_bytes(kTwo.substr(0, 8)), 0));
  EXPECT_FALSE(find_fragments({}, 0));
}

TEST(HasEndOfImage, LooksBehindPadding) {
  EXPECT_TRUE(has_end_of_image({as_bytes("ab\xff\xd9\0"sv)}));
  EXPECT_FALSE(has_end_of_image({as_bytes("ab\xff\xd9"sv), as_bytes("cd"sv)}));
}

}  // namespace
}  // namespace scanetrix
