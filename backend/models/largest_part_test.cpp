// SPDX-License-Identifier: Apache-2.0
#include "models/largest_part.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using Labels = std::vector<std::uint16_t>;

TEST(LargestPart, TheSmallerPartsOfALabelGo) {
  Labels labels{1, 1, 0, 1, 2,  //
                1, 0, 0, 0, 2,  //
                0, 0, 2, 0, 0};
  keep_largest_parts(labels, {1, 3, 5}, {});
  EXPECT_EQ(labels, (Labels{1, 1, 0, 0, 2,  //
                            1, 0, 0, 0, 2,  //
                            0, 0, 0, 0, 0}));
}

TEST(LargestPart, LabelsThatAreNotNamedStay) {
  Labels labels{1, 0, 1, 1, 0, 2, 0, 2, 2};
  keep_largest_parts(labels, {1, 1, 9}, {.labels = {2}});
  EXPECT_EQ(labels, (Labels{1, 0, 1, 1, 0, 0, 0, 2, 2}));
}

TEST(LargestPart, CornersConnectOnlyWhereTheyAreSaidTo) {
  const Labels corner{1, 0, 0, 0,  //
                      0, 0, 0, 1};
  const Shape shape{2, 2, 2};
  for (const int connectivity : {1, 2, 3}) {
    Labels labels = corner;
    keep_largest_parts(labels, shape, {.connectivity = connectivity});
    EXPECT_EQ(std::count(labels.begin(), labels.end(), 1), connectivity == 3 ? 2 : 1) << connectivity;
  }
  Labels edge{1, 0, 0, 1};
  keep_largest_parts(edge, {1, 2, 2}, {.connectivity = 2});
  EXPECT_EQ(edge, (Labels{1, 0, 0, 1}));
}

}  // namespace
}  // namespace scanetrix
