// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/own_detail.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace scanetrix {
namespace {

/// Balls of many sizes, alike in every direction.
RealVolume foam(std::int64_t depth, std::int64_t side) {
  RealVolume volume{{depth, side, side}, std::vector<float>(static_cast<std::size_t>(depth * side * side))};
  std::uint32_t state = 7;
  const auto random = [&](double most) {
    state = state * 1664525U + 1013904223U;
    return most * (state >> 8) / 16777216.0;
  };
  for (int ball = 0; ball < 900; ++ball) {
    const double z = random(static_cast<double>(depth));
    const double y = random(static_cast<double>(side));
    const double x = random(static_cast<double>(side));
    const double radius = 1.5 + random(5);
    const auto value = static_cast<float>(random(1000));
    for (auto k = static_cast<std::int64_t>(z - radius); k <= static_cast<std::int64_t>(z + radius); ++k)
      for (auto j = static_cast<std::int64_t>(y - radius); j <= static_cast<std::int64_t>(y + radius); ++j)
        for (auto i = static_cast<std::int64_t>(x - radius); i <= static_cast<std::int64_t>(x + radius);
             ++i) {
          if (k < 0 || j < 0 || i < 0 || k >= depth || j >= side || i >= side) continue;
          const auto dk = static_cast<double>(k) - z;
          const auto dj = static_cast<double>(j) - y;
          const auto di = static_cast<double>(i) - x;
          if (std::sqrt(dk * dk + dj * dj + di * di) < radius)
            volume.values[static_cast<std::size_t>((k * side + j) * side + i)] = value;
        }
  }
  return volume;
}

SeriesVolume as_series(const RealVolume& real) {
  Volume volume;
  volume.type = VoxelType::float32;
  volume.geometry.shape = real.shape;
  volume.voxels.resize(real.values.size() * sizeof(float));
  std::ranges::copy(real.values, volume.samples<float>().begin());
  return held_in_memory(std::move(volume), "");
}

TEST(OwnDetail, TellsThinSlicesFromThickOnes) {
  const RealVolume fine = foam(90, 64);
  const auto judged = [&](const SliceProfile& profile) {
    const SeriesVolume acquired = as_series(acquire(fine, 4, profile).slices);
    const RealVolume detail =
        stacked(*own_planes(acquired, spread_slices(acquired.form.geometry.shape.z, 16), {}));
    return *judge_profile_width(acquired, detail, {}, 4, ProfileShape::hann);
  };
  EXPECT_EQ(judged(SliceProfile::thin()), 1);
  EXPECT_EQ(judged({ProfileShape::hann, 4}), 4);
}

TEST(OwnDetail, PiecesRunDownAndAcrossTheSlices) {
  RealVolume slopes{{4, 8, 8}, {}};
  for (std::int64_t n = 0; n < slopes.shape.count(); ++n)
    slopes.values.push_back(static_cast<float>(10 * (n / 8 % 8) + n % 8));
  const RealVolume detail = stacked(*own_planes(as_series(slopes), spread_slices(4, 4), {}));
  ASSERT_EQ(detail.shape, (Shape{8, 4, 8}));
  EXPECT_EQ(detail.values[1 * 32 + 0 * 8 + 0], 10);  // One row down the first piece.
  EXPECT_EQ(detail.values[1 * 32 + 1 * 8 + 0], 1);   // The second is turned.
}

TEST(OwnDetail, PixelsFinerThanTheLatticeArePutTogether) {
  RealVolume slopes{{2, 8, 8}, {}};
  for (std::int64_t n = 0; n < slopes.shape.count(); ++n)
    slopes.values.push_back(static_cast<float>(10 * (n / 8 % 8) + n % 8));
  const auto planes = own_planes(as_series(slopes), spread_slices(2, 2), {.step_mm = 2});
  ASSERT_TRUE(planes);
  const Tile& down = planes->front();
  ASSERT_EQ(down.rows, 4);
  ASSERT_EQ(down.columns, 8);
  EXPECT_FLOAT_EQ(down.at(1, 3), 25 + 3);  // Rows 2 and 3.
  EXPECT_FLOAT_EQ(planes->back().at(1, 3), 30 + 2.5F);
}

TEST(OwnDetail, SlicesAreSpread) {
  EXPECT_EQ(spread_slices(10, 2), (std::vector<std::int64_t>{2, 7}));
  EXPECT_EQ(spread_slices(3, 12), (std::vector<std::int64_t>{0, 1, 2}));
  EXPECT_TRUE(spread_slices(0, 3).empty());
}

TEST(OwnDetail, AnEvenScanHasNone) {
  const auto planes =
      own_planes(as_series({{4, 8, 8}, std::vector<float>(256, 5.0F)}), spread_slices(4, 4), {});
  ASSERT_TRUE(planes);
  EXPECT_TRUE(stacked(*planes).values.empty());
}

}  // namespace
}  // namespace scanetrix
