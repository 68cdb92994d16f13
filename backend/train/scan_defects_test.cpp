// SPDX-License-Identifier: Apache-2.0
#include "train/scan_defects.h"

#include <gtest/gtest.h>

#include <cmath>

namespace scanetrix {
namespace {

constexpr Shape kShape{24, 30, 36};

HeadPicture a_ball() {
  HeadPicture picture{kShape, {}, {}};
  for (std::int64_t z = 0; z < kShape.z; ++z)
    for (std::int64_t y = 0; y < kShape.y; ++y)
      for (std::int64_t x = 0; x < kShape.x; ++x) {
        const bool in = (z - 12) * (z - 12) + (y - 15) * (y - 15) + (x - 18) * (x - 18) < 60;
        picture.values.push_back(in ? 0.8F : 0.1F);
        picture.brain.push_back(in ? 1 : 0);
      }
  return picture;
}

TEST(ScanDefects, WhatTheScanDoesNotReachIsZeroAndNoBrain) {
  Random random(1);
  int cut = 0;
  for (int n = 0; n < 30; ++n) {
    HeadPicture picture = a_ball();
    scan_with_defects(picture, random);
    // The first voxel is cut off or is background, and background is not exactly the mean.
    const bool seen = picture.values.front() != 0;
    cut += !seen;
    double squares = 0;
    for (std::size_t i = 0; i < picture.values.size(); ++i) {
      ASSERT_TRUE(std::isfinite(picture.values[i]));
      ASSERT_TRUE(picture.brain[i] == 0 || picture.brain[i] == 1);
      squares += static_cast<double>(picture.values[i]) * picture.values[i];
    }
    EXPECT_NEAR(std::sqrt(squares / static_cast<double>(picture.values.size())), 1, 0.75);
  }
  EXPECT_GT(cut, 5);
  EXPECT_LT(cut, 28);
}

TEST(ScanDefects, ThickSlicesKeepTheMeanAndLoseDetailAlongTheirAxisOnly) {
  std::vector<float> waves;
  for (std::int64_t z = 0; z < kShape.z; ++z)
    for (std::int64_t y = 0; y < kShape.y; ++y)
      for (std::int64_t x = 0; x < kShape.x; ++x)
        waves.push_back(static_cast<float>(z % 2) + 10 * static_cast<float>(x % 2));
  Random random(2);
  make_thick(waves, kShape, 2, 4, 0, random);
  for (std::size_t i = 0; i < waves.size(); ++i)
    ASSERT_NEAR(waves[i], 0.5 + 10 * static_cast<double>(i % 2), 1e-4);
}

TEST(ScanDefects, NoiseIsInTheSlicesThatAreThick) {
  std::vector<float> flat(static_cast<std::size_t>(kShape.count()), 1);
  Random random(3);
  make_thick(flat, kShape, 0, 1, 0.1, random);
  double squares = 0;
  for (const float value : flat) squares += (value - 1.0) * (value - 1.0);
  EXPECT_NEAR(std::sqrt(squares / static_cast<double>(flat.size())), 0.1, 0.005);
}

}  // namespace
}  // namespace scanetrix
