// SPDX-License-Identifier: Apache-2.0
#include "store/pyramid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace scanetrix {
namespace {

using testing::ElementsAre;

Geometry box(Shape shape, double z, double y, double x) {
  return {shape, {{x, 0, 0}, {0, y, 0}, {0, 0, z}, {}}};
}

template <typename T>
Volume volume_of(Shape shape, VoxelType type, std::vector<T> values) {
  Volume volume;
  volume.geometry = box(shape, 1, 1, 1);
  volume.type = type;
  const auto raw = std::as_bytes(std::span(values));
  volume.voxels.assign(raw.begin(), raw.end());
  return volume;
}

TEST(PlanPyramid, HalvesAllAxesOfAnIsotropicVolume) {
  const auto levels = plan_pyramid(box({300, 512, 512}, 1, 1, 1));
  ASSERT_EQ(levels.size(), 4u);
  EXPECT_EQ(levels[1].shape, (Shape{150, 256, 256}));
  EXPECT_EQ(levels[3].shape, (Shape{38, 64, 64}));
  EXPECT_THAT(levels[3].factor, ElementsAre(8, 8, 8));
}

TEST(PlanPyramid, AThickSlicedVolumeIsHalvedInPlaneOnlyUntilItIsIsotropic) {
  const auto levels = plan_pyramid(box({100, 512, 512}, 4, 1, 1));
  EXPECT_THAT(levels[1].factor, ElementsAre(1, 2, 2));
  EXPECT_THAT(levels[2].factor, ElementsAre(1, 4, 4));
  EXPECT_THAT(levels.back().factor, ElementsAre(2, 8, 8));
}

TEST(PlanPyramid, ASmallVolumeHasOneLevel) {
  EXPECT_EQ(plan_pyramid(box({20, 64, 64}, 5, 1, 1)).size(), 1u);
}

TEST(Halve, IsTheMeanRoundedToTheNearest) {
  const auto half =
      halve(volume_of<std::int16_t>({2, 2, 2}, VoxelType::int16, {0, 0, 0, 0, 0, 0, 0, 4}), {2, 2, 2});
  EXPECT_THAT(half.samples<std::int16_t>(), ElementsAre(1));  // 0.5 goes up,
  const auto below =
      halve(volume_of<std::int16_t>({2, 2, 2}, VoxelType::int16, {0, 0, 0, 0, 0, 0, 0, -4}), {2, 2, 2});
  EXPECT_THAT(below.samples<std::int16_t>(), ElementsAre(0));  // −0.5 too.
}

TEST(Halve, TheFastWayAndTheSlowWayAgree) {
  std::vector<std::int16_t> noise(4 * 4 * 9);
  unsigned state = 1;
  for (auto& value : noise) value = static_cast<std::int16_t>((state = state * 1103515245 + 12345) >> 8);
  const auto half = halve(volume_of({4, 4, 9}, VoxelType::int16, noise), {2, 2, 2});
  const auto out = half.samples<std::int16_t>();
  for (int z = 0; z < 2; ++z)
    for (int y = 0; y < 2; ++y)
      for (int x = 0; x < 4; ++x) {
        double sum = 0;
        for (int n = 0; n < 8; ++n)
          sum +=
              noise[static_cast<std::size_t>(((2 * z + n / 4) * 4 + 2 * y + n / 2 % 2) * 9 + 2 * x + n % 2)];
        EXPECT_EQ(out[static_cast<std::size_t>((z * 2 + y) * 5 + x)], std::floor(sum / 8 + 0.5));
      }
}

TEST(Halve, AnOddEndAveragesWhatIsThereAndTheFirstCentreMoves) {
  const auto half = halve(volume_of<std::uint8_t>({1, 1, 3}, VoxelType::uint8, {10, 20, 7}), {1, 1, 2});
  EXPECT_THAT(half.samples<std::uint8_t>(), ElementsAre(15, 7));
  EXPECT_DOUBLE_EQ(half.geometry.ijk_to_lps.origin.x, 0.5);
  EXPECT_DOUBLE_EQ(half.geometry.ijk_to_lps.step_i.x, 2);
}

TEST(Halve, NotANumberIsLeftOutOfTheMean) {
  const auto half = halve(volume_of<float>({1, 1, 4}, VoxelType::float32, {NAN, 3, NAN, NAN}), {1, 1, 2});
  EXPECT_EQ(half.samples<float>()[0], 3);
  EXPECT_TRUE(std::isnan(half.samples<float>()[1]));
}

TEST(Halve, ColoursKeepApart) {
  Volume colour = volume_of<std::uint8_t>({1, 1, 2}, VoxelType::uint8, {10, 20, 30, 20, 40, 60});
  colour.channels = 3;
  EXPECT_THAT(halve(colour, {1, 1, 2}).samples<std::uint8_t>(), ElementsAre(15, 30, 45));
}

}  // namespace
}  // namespace scanetrix
