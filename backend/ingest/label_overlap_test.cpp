// SPDX-License-Identifier: Apache-2.0
#include "ingest/label_overlap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::ElementsAre;
using Set = std::set<int>;

TEST(SetsWithoutOverlap, OneSetWhereNothingOverlaps) {
  EXPECT_THAT(sets_without_overlap({1, 2, 7}, {}), ElementsAre(Set{1, 2, 7}));
}

TEST(SetsWithoutOverlap, WhatOverlapsGoesIntoTheFirstFreeSet) {
  EXPECT_THAT(sets_without_overlap({1, 2, 3, 4}, {{1, 2}, {2, 3}}), ElementsAre(Set{1, 3, 4}, Set{2}));
  EXPECT_THAT(sets_without_overlap({1, 2, 3}, {{1, 2}, {1, 3}, {2, 3}}), ElementsAre(Set{1}, Set{2}, Set{3}));
}

}  // namespace
}  // namespace scanetrix
