// SPDX-License-Identifier: Apache-2.0
#include "volume/rescale.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::ElementsAre;

template <typename T>
Volume line_of(VoxelType type, std::vector<T> stored, double slope, double intercept) {
  Volume volume;
  volume.geometry.shape = {1, 1, static_cast<std::int64_t>(stored.size())};
  volume.type = type;
  volume.slope = slope;
  volume.intercept = intercept;
  const auto raw = std::as_bytes(std::span(stored));
  volume.voxels.assign(raw.begin(), raw.end());
  return volume;
}

TEST(ExactRescale, CtBecomesHounsfieldUnitsInSixteenBits) {
  auto volume = line_of<std::uint16_t>(VoxelType::uint16, {0, 1024, 4095}, 1, -1024);
  apply_exact_rescale(volume);
  EXPECT_EQ(volume.type, VoxelType::int16);
  EXPECT_EQ(volume.slope, 1);
  EXPECT_EQ(volume.intercept, 0);
  EXPECT_THAT(volume.samples<std::int16_t>(), ElementsAre(-1024, 0, 3071));
}

TEST(ExactRescale, AResultTooWideForSixteenBitsTakesThirtyTwo) {
  auto volume = line_of<std::uint16_t>(VoxelType::uint16, {0, 65535}, 2, -5);
  apply_exact_rescale(volume);
  EXPECT_EQ(volume.type, VoxelType::int32);
  EXPECT_THAT(volume.samples<std::int32_t>(), ElementsAre(-5, 131065));
}

TEST(ExactRescale, ANegativeSlopeTurnsTheRangeRound) {
  auto volume = line_of<std::uint8_t>(VoxelType::uint8, {0, 255}, -1, 255);
  apply_exact_rescale(volume);
  EXPECT_EQ(volume.type, VoxelType::int16);
  EXPECT_THAT(volume.samples<std::int16_t>(), ElementsAre(255, 0));
}

TEST(ExactRescale, AFractionStaysBesideTheStoredVoxels) {
  auto volume = line_of<std::int16_t>(VoxelType::int16, {1, 2}, 0.3, 0);
  apply_exact_rescale(volume);
  EXPECT_EQ(volume.slope, 0.3);
  EXPECT_THAT(volume.samples<std::int16_t>(), ElementsAre(1, 2));
}

TEST(ExactRescale, EightBitsWithoutScalingStayEightBits) {
  auto volume = line_of<std::uint8_t>(VoxelType::uint8, {3}, 1, 0);
  apply_exact_rescale(volume);
  EXPECT_EQ(volume.type, VoxelType::uint8);
}

}  // namespace
}  // namespace scanetrix
