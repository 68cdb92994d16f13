// SPDX-License-Identifier: Apache-2.0
#include "ingest/natural_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace scanetrix {
namespace {

using testing::ElementsAre;

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end(), comes_before_naturally);
  return names;
}

TEST(NaturalOrder, CountsAsAPersonDoes) {
  EXPECT_THAT(sorted({"slice_10.png", "slice_2.png", "slice_1.png"}),
              ElementsAre("slice_1.png", "slice_2.png", "slice_10.png"));
}

TEST(NaturalOrder, LeadingZerosDoNotMatter) {
  EXPECT_THAT(sorted({"a10", "a009", "a8"}), ElementsAre("a8", "a009", "a10"));
}

TEST(NaturalOrder, NumbersMayBeLongerThanAnyInteger) {
  EXPECT_THAT(sorted({"9999999999999999999999999", "10000000000000000000000000"}),
              ElementsAre("9999999999999999999999999", "10000000000000000000000000"));
}

TEST(NaturalOrder, AFoldersFilesStayTogether) {
  EXPECT_THAT(sorted({"a b/1", "a/2", "a/1"}), ElementsAre("a/1", "a/2", "a b/1"));
}

TEST(NaturalOrder, CaseDoesNotMatterUnlessNothingElseDiffers) {
  EXPECT_THAT(sorted({"b", "A", "a", "B"}), ElementsAre("A", "a", "B", "b"));
}

TEST(NaturalOrder, IsStrict) {
  EXPECT_FALSE(comes_before_naturally("a1", "a1"));
  EXPECT_NE(comes_before_naturally("a01", "a1"), comes_before_naturally("a1", "a01"));
}

}  // namespace
}  // namespace scanetrix
