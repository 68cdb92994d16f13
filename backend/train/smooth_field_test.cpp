// SPDX-License-Identifier: Apache-2.0
#include "train/smooth_field.h"

#include <gtest/gtest.h>

#include <cmath>

namespace scanetrix {
namespace {

constexpr Shape kShape{40, 50, 60};

TEST(SmoothField, IsTheSameForTheSameSeed) {
  Random one(1);
  Random other(1);
  EXPECT_EQ(smooth_field(kShape, 8, 1, one), smooth_field(kShape, 8, 1, other));
  EXPECT_NE(smooth_field(kShape, 8, 1, one), smooth_field(kShape, 7, 1, other));
}

TEST(SmoothField, HasTheDeviationThatIsAskedFor) {
  Random random(2);
  double squares = 0;
  for (int n = 0; n < 20; ++n)
    for (const float value : smooth_field(kShape, 5, 3, random))
      squares += static_cast<double>(value) * value;
  EXPECT_NEAR(std::sqrt(squares / 20 / static_cast<double>(kShape.count())), 3, 0.15);
}

TEST(SmoothField, HardlyChangesFromOneVoxelToTheNextAlongEachAxis) {
  Random random(3);
  const auto field = smooth_field(kShape, 10, 1, random);
  const std::int64_t slice = kShape.y * kShape.x;
  for (const std::int64_t step : {std::int64_t{1}, kShape.x, slice}) {
    double most = 0;
    for (std::int64_t z = 0; z + 1 < kShape.z; ++z)
      for (std::int64_t y = 0; y + 1 < kShape.y; ++y)
        for (std::int64_t x = 0; x + 1 < kShape.x; ++x) {
          const std::int64_t at = z * slice + y * kShape.x + x;
          most = std::max(most, std::abs(static_cast<double>(field[static_cast<std::size_t>(at + step)]) -
                                         field[static_cast<std::size_t>(at)]));
        }
    EXPECT_LT(most, 0.8);
    EXPECT_GT(most, 0.05);
  }
}

}  // namespace
}  // namespace scanetrix
