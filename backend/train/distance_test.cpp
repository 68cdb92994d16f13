// SPDX-License-Identifier: Apache-2.0
#include "train/distance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace scanetrix {
namespace {

constexpr Shape kShape{9, 11, 13};

std::size_t at(std::int64_t z, std::int64_t y, std::int64_t x) {
  return static_cast<std::size_t>((z * kShape.y + y) * kShape.x + x);
}
Mask nothing() {
  return Mask(static_cast<std::size_t>(kShape.count()));
}

TEST(Distance, IsToTheNearestVoxelInEveryDirection) {
  Mask mask = nothing();
  mask[at(4, 5, 6)] = mask[at(0, 0, 0)] = 1;
  const auto distance = distance_to(mask, kShape);
  EXPECT_FLOAT_EQ(distance[at(4, 5, 6)], 0);
  EXPECT_FLOAT_EQ(distance[at(4, 5, 9)], 3);
  EXPECT_FLOAT_EQ(distance[at(6, 8, 12)], 7);
  EXPECT_FLOAT_EQ(distance[at(0, 1, 1)], std::sqrt(2.0F));
  EXPECT_GT(distance_to(nothing(), kShape)[0], 1e5F);
}

TEST(Distance, ClosingFillsGapsAndKeepsTheOutline) {
  Mask mask = nothing();
  for (std::int64_t z = 2; z < 7; ++z)
    for (std::int64_t y = 3; y < 8; ++y)
      for (std::int64_t x = 3; x < 10; ++x) mask[at(z, y, x)] = x == 6 ? 0 : 1;  // Two halves.
  const Mask filled = closed(mask, kShape, 1.5F);
  EXPECT_EQ(filled[at(4, 5, 6)], 1);
  EXPECT_EQ(filled[at(4, 5, 2)], 0);
  EXPECT_EQ(filled[at(1, 5, 5)], 0);
}

TEST(Distance, WhatIsEnclosedIsNotReachedFromTheBorder) {
  Mask air(static_cast<std::size_t>(kShape.count()), 1);
  for (std::int64_t z = 0; z < 8; ++z)
    for (std::int64_t y = 3; y < 8; ++y)
      for (std::int64_t x = 3; x < 10; ++x)
        if (z == 7 || y == 3 || y == 7 || x == 3 || x == 9) air[at(z, y, x)] = 0;  // Open below only.
  const Mask reached = reached_from_border(air, kShape);
  EXPECT_EQ(reached[at(0, 0, 0)], 1);
  EXPECT_EQ(reached[at(0, 5, 5)], 0);
  EXPECT_EQ(reached[at(8, 5, 5)], 1);
}

}  // namespace
}  // namespace scanetrix
