// SPDX-License-Identifier: Apache-2.0
#include "ingest/resemblance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace scanetrix {
namespace {

/// A bright disc somewhere in 64 × 64 pixels, with a smaller one in it.
Glance disc(double x, double y, double radius) {
  std::vector<std::uint8_t> pixels;
  for (int row = 0; row < 64; ++row)
    for (int column = 0; column < 64; ++column) {
      const double outer = std::hypot(column - x, row - y);
      pixels.push_back(outer < radius / 3 ? 250 : outer < radius ? 120 : 10);
    }
  return glance_at(std::as_bytes(std::span(pixels)), 64, 64, 1, VoxelType::uint8);
}

TEST(Resemblance, SlicesThatChangeStepByStepAreAVolume) {
  std::vector<Glance> stack;
  for (int k = 0; k < 20; ++k) stack.push_back(disc(20 + k, 32, 12 + k));
  EXPECT_GT(resemblance_of(stack).neighbours, 0.9);
  EXPECT_FALSE(resemblance_of(stack).is_unrelated());
}

TEST(Resemblance, PicturesInRandomOrderAreNone) {
  std::vector<Glance> stack;
  std::uint32_t random = 3;
  const auto next = [&](int range) {
    random = random * 1664525 + 1013904223;
    return static_cast<double>(random >> 16) / 65536 * range;
  };
  for (int k = 0; k < 100; ++k) {
    const double x = next(64);
    const double y = next(64);
    stack.push_back(disc(x, y, 8 + next(10)));
  }
  EXPECT_TRUE(resemblance_of(stack).is_unrelated());
}

TEST(Resemblance, FewOrPlainPicturesSayNothing) {
  const std::vector<Glance> few{disc(5, 5, 9), disc(50, 50, 9), disc(5, 50, 9)};
  EXPECT_FALSE(resemblance_of(few).is_unrelated());
  EXPECT_FALSE(resemblance_of(std::vector<Glance>(50)).is_unrelated());
}

TEST(Resemblance, WhatIsNotANumberCountsAsNothing) {
  const std::vector<float> pixels{std::numeric_limits<float>::quiet_NaN(),
                                  std::numeric_limits<float>::infinity(), 1, 2};
  for (const float value : glance_at(std::as_bytes(std::span(pixels)), 2, 2, 1, VoxelType::float32))
    EXPECT_TRUE(std::isfinite(value));
}

}  // namespace
}  // namespace scanetrix
