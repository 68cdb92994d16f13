// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/surface_distance.h"

#include <gtest/gtest.h>

#include <cmath>

namespace scanetrix {
namespace {

/// Value 100 × (radius − distance from the middle), mm, in voxels of 1 × 1 × 2 mm (x, y, z).
RealVolume ball(double radius, double shift = 0) {
  RealVolume volume{{16, 32, 32}, {}};
  for (std::int64_t n = 0; n < volume.shape.count(); ++n) {
    const double z = 2.0 * static_cast<double>(n / 1024) - 15;
    const double y = static_cast<double>(n / 32 % 32) - 15.5;
    const double x = static_cast<double>(n % 32) - 15.5 - shift;
    volume.values.push_back(static_cast<float>(100 * (radius - std::sqrt(x * x + y * y + z * z))));
  }
  return volume;
}

constexpr std::array<double, 3> kSpacing{2, 1, 1};

TEST(SurfaceDistance, TheSameSurfaceIsNoDistanceAway) {
  const auto distance = surface_distance(ball(10), ball(10), 0, kSpacing);
  ASSERT_TRUE(distance);
  EXPECT_EQ(distance->mean, 0);
  EXPECT_EQ(distance->percentile95, 0);
}

TEST(SurfaceDistance, ConcentricBallsLieTheirRadiiApart) {
  const auto distance = surface_distance(ball(8), ball(11), 0, kSpacing);
  ASSERT_TRUE(distance);
  EXPECT_NEAR(distance->mean, 3, 0.1);
  EXPECT_NEAR(distance->percentile95, 3, 0.3);
}

TEST(SurfaceDistance, IsTheSameBothWays) {
  const auto one = surface_distance(ball(8), ball(9, 2), 0, kSpacing);
  const auto other = surface_distance(ball(9, 2), ball(8), 0, kSpacing);
  ASSERT_TRUE(one && other);
  EXPECT_NEAR(one->mean, other->mean, 1e-6);
}

TEST(SurfaceDistance, AVolumeThatNeverPassesTheLevelHasNone) {
  EXPECT_FALSE(surface_distance(ball(8), ball(8), 5000, kSpacing));
}

}  // namespace
}  // namespace scanetrix
