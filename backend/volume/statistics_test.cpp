// SPDX-License-Identifier: Apache-2.0
#include "volume/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace scanetrix {
namespace {

template <typename T>
Volume line_of(VoxelType type, std::vector<T> stored, int channels = 1) {
  Volume volume;
  volume.geometry.shape = {1, 1, static_cast<std::int64_t>(stored.size()) / channels};
  volume.type = type;
  volume.channels = channels;
  const auto raw = std::as_bytes(std::span(stored));
  volume.voxels.assign(raw.begin(), raw.end());
  return volume;
}

TEST(Statistics, RangeIsInRealValues) {
  auto volume = line_of<std::int16_t>(VoxelType::int16, {0, 100});
  volume.slope = 0.5;
  volume.intercept = -10;
  const auto statistics = statistics_of(volume);
  EXPECT_DOUBLE_EQ(statistics.least, -10);
  EXPECT_DOUBLE_EQ(statistics.greatest, 40);
}

TEST(Statistics, EveryVoxelIsInOneBin) {
  std::vector<std::int16_t> ramp(3000000);
  std::iota(ramp.begin(), ramp.end(), std::int16_t{0});
  const auto statistics = statistics_of(line_of(VoxelType::int16, ramp));
  EXPECT_EQ(std::accumulate(statistics.histogram.begin(), statistics.histogram.end(), std::int64_t{0}),
            3000000);
  EXPECT_EQ(statistics.least, -32768);
  EXPECT_EQ(statistics.greatest, 32767);
}

TEST(Statistics, NotANumberIsNotCounted) {
  const auto statistics = statistics_of(line_of<float>(VoxelType::float32, {NAN, INFINITY, -1.0F, 3.0F}));
  EXPECT_EQ(statistics.least, -1);
  EXPECT_EQ(statistics.greatest, 3);
  EXPECT_EQ(statistics.histogram.front() + statistics.histogram.back(), 2);
}

TEST(Statistics, ANegativeSlopeTurnsTheHistogramRound) {
  auto volume = line_of<std::int16_t>(VoxelType::int16, {0, 0, 0, 10});
  volume.slope = -1;
  const auto statistics = statistics_of(volume);
  EXPECT_EQ(statistics.least, -10);
  EXPECT_EQ(statistics.histogram.front(), 1);
  EXPECT_EQ(statistics.histogram.back(), 3);
}

TEST(Statistics, AConstantVolumeHasAWindowToShowItIn) {
  const Volume volume = line_of<std::int16_t>(VoxelType::int16, {7, 7});
  const auto statistics = statistics_of(volume);
  EXPECT_EQ(statistics.least, 7);
  EXPECT_EQ(statistics.greatest, 7);
  EXPECT_GT(first_window(volume, {}, statistics).width, 0);
}

TEST(OtsuThreshold, LiesBetweenTwoPeaksInTheMiddleOfTheGap) {
  Statistics statistics{.least = -1000, .greatest = 1000, .histogram = std::vector<std::int64_t>(200)};
  statistics.histogram[20] = 900;   // Up to −790.
  statistics.histogram[120] = 100;  // From 200 on.
  EXPECT_NEAR(otsu_threshold(statistics), -295, 6);
  statistics.histogram[21] = 500;
  EXPECT_GT(otsu_threshold(statistics), -780);
  EXPECT_LT(otsu_threshold(statistics), 200);
}

TEST(OtsuThreshold, OfAConstantVolumeIsItsValue) {
  const Statistics statistics{.least = 7, .greatest = 7, .histogram = {0, 5, 0}};
  EXPECT_EQ(otsu_threshold(statistics), 7);
}

TEST(FirstWindow, TheSourcesOwnComesFirstThenSoftTissueForCt) {
  Volume volume = line_of<std::int16_t>(VoxelType::int16, {-1000, 1000});
  volume.unit = "HU";
  const auto statistics = statistics_of(volume);
  EXPECT_EQ(first_window(volume, {}, statistics).center, 40);
  const DisplayWindow lung{"LUNG", -600, 1500};
  EXPECT_EQ(first_window(volume, {&lung, 1}, statistics).center, -600);
}

}  // namespace
}  // namespace scanetrix
