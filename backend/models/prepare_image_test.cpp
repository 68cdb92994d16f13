// SPDX-License-Identifier: Apache-2.0
#include "models/prepare_image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace scanetrix {
namespace {

/// Sagittal, tilted about two axes: nothing runs along the body.
Geometry oblique(Shape shape) {
  Geometry geometry;
  geometry.shape = shape;
  const Vec3 u{0.1, 0.9, -0.2};
  const Vec3 i = u * (0.9 / length(u));
  const Vec3 w = cross(u, {0.1, -0.2, -1});
  const Vec3 k = w * (2.5 / length(w));
  const Vec3 v = cross(k, i);
  geometry.ijk_to_lps = {i, v * (1.1 / length(v)), k, {-30, 12, 7}};
  return geometry;
}

/// Values that grow evenly through the body: linear interpolation gives them exactly.
double ramp(Vec3 lps) {
  return 3 * lps.x - 2 * lps.y + 5 * lps.z + 100;
}

Volume ramp_volume(Shape shape) {
  Volume volume;
  volume.type = VoxelType::float32;
  volume.geometry = oblique(shape);
  volume.slope = 2;
  volume.intercept = -10;
  volume.voxels.resize(static_cast<std::size_t>(shape.count()) * 4);
  auto out = volume.samples<float>();
  std::size_t n = 0;
  for (std::int64_t k = 0; k < shape.z; ++k)
    for (std::int64_t j = 0; j < shape.y; ++j)
      for (std::int64_t i = 0; i < shape.x; ++i)
        out[n++] =
            static_cast<float>((ramp(volume.geometry.ijk_to_lps.at(
                                    static_cast<double>(i), static_cast<double>(j), static_cast<double>(k))) +
                                10) /
                               2);
  return volume;
}

TEST(PrepareImage, ValuesStayWhereTheyAreInTheBody) {
  const Volume source = ramp_volume({9, 20, 24});
  const auto image =
      prepare_image(source, std::vector<PrepareStep>{OrientImage{"RAS"}, SpaceImage{{2, 1.3, 0.7}}});
  ASSERT_TRUE(image) << image.error().message;
  const Geometry made = image->lattice.geometry(source.geometry);
  const Shape& shape = made.shape;
  ASSERT_EQ(image->values.size(), static_cast<std::size_t>(shape.count()));
  for (std::int64_t k = 0; k < shape.z - 1; ++k)
    for (std::int64_t j = 0; j < shape.y - 1; ++j)
      for (std::int64_t i = 0; i < shape.x - 1; ++i)
        EXPECT_NEAR(
            image->values[static_cast<std::size_t>((k * shape.y + j) * shape.x + i)],
            ramp(made.ijk_to_lps.at(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k))),
            1e-2);
}

TEST(PrepareImage, ThereAndBackEachVoxelComesFromItsNearest) {
  const Volume source = ramp_volume({9, 20, 24});
  const auto image =
      prepare_image(source, std::vector<PrepareStep>{OrientImage{"LSP"}, SpaceImage{{1, 1, 1}}});
  const std::vector<float> back = on_source<float>(image->values, image->lattice, source.geometry.shape);
  std::size_t n = 0;
  for (const float stored : source.samples<float>())
    // Half a step along each of three axes, of a slope of √38 a millimetre.
    EXPECT_NEAR(back[n++], stored * 2 - 10, 0.5 * (3 + 2 + 5) + 0.5);
}

TEST(PrepareImage, TurningAloneAndBackIsExact) {
  const Volume source = ramp_volume({5, 7, 6});
  const auto image = prepare_image(source, std::vector<PrepareStep>{OrientImage{"SPR"}});
  const std::vector<float> back = on_source<float>(image->values, image->lattice, source.geometry.shape);
  const auto plain = prepare_image(source, {});
  EXPECT_EQ(back, plain->values);
}

TEST(PrepareImage, StepsWorkInTheirOrder) {
  Volume source = ramp_volume({1, 1, 4});
  source.slope = 1;
  source.intercept = 0;
  const std::array<float, 4> stored{0, 100, 0, 100};
  std::copy(stored.begin(), stored.end(), source.samples<float>().begin());
  const ScaleRange clip{0, 50, 0, 1, true};
  const SpaceImage halves{{0.45, 1.1, 2.5}};
  // Between 0 and 100 lies 50, which is 1 when it is clipped afterwards; between 0 and 1 lies a half.
  EXPECT_NEAR(prepare_image(source, std::vector<PrepareStep>{halves, clip})->values[1], 1, 1e-6);
  EXPECT_NEAR(prepare_image(source, std::vector<PrepareStep>{clip, halves})->values[1], 0.5, 1e-6);
}

TEST(PrepareImage, ARangeGoesOnOutsideUnlessItIsHeld) {
  Volume source = ramp_volume({1, 1, 3});
  source.slope = 1;
  source.intercept = 0;
  const std::array<float, 3> stored{-157, -57, 164};
  std::copy(stored.begin(), stored.end(), source.samples<float>().begin());
  EXPECT_THAT(prepare_image(source, std::vector<PrepareStep>{ScaleRange{-57, 43, 0, 1, false}})->values,
              testing::ElementsAre(testing::FloatNear(-1, 1e-6F), 0, testing::FloatNear(2.21F, 1e-6F)));
  EXPECT_THAT(prepare_image(source, std::vector<PrepareStep>{ScaleRange{-57, 43, 0, 1, true}})->values,
              testing::ElementsAre(0, 0, 1));
}

TEST(PrepareImage, NormalisingLeavesOutZeroWhereItIsToldTo) {
  Volume source = ramp_volume({1, 1, 4});
  source.slope = 1;
  source.intercept = 0;
  const std::array<float, 4> stored{0, 0, 2, 6};
  std::copy(stored.begin(), stored.end(), source.samples<float>().begin());
  EXPECT_THAT(prepare_image(source, std::vector<PrepareStep>{NormalizeImage{true}})->values,
              testing::ElementsAre(0, 0, -1, 1));
  const auto all = prepare_image(source, std::vector<PrepareStep>{NormalizeImage{false}})->values;
  EXPECT_NEAR(all[0], -2 / std::sqrt(6), 1e-6);
}

TEST(PrepareImage, TheLeastAndTheGreatestBecomeTheEndsOfARange) {
  Volume source = ramp_volume({1, 1, 3});
  source.slope = 1;
  source.intercept = 0;
  const std::array<float, 3> stored{-10, 0, 30};
  std::copy(stored.begin(), stored.end(), source.samples<float>().begin());
  EXPECT_THAT(prepare_image(source, std::vector<PrepareStep>{ScaleToRange{-1, 1}})->values,
              testing::ElementsAre(-1, -0.5, 1));
  std::fill(source.samples<float>().begin(), source.samples<float>().end(), 4.0F);
  EXPECT_THAT(prepare_image(source, std::vector<PrepareStep>{ScaleToRange{0, 1}})->values, testing::Each(0));
}

TEST(PrepareImage, AnEvenVolumeIsNormalisedToZero) {
  Volume source = ramp_volume({2, 2, 2});
  std::fill(source.voxels.begin(), source.voxels.end(), std::byte{0});
  const auto image = prepare_image(source, std::vector<PrepareStep>{NormalizeImage{}});
  EXPECT_THAT(image->values, testing::Each(0));
}

TEST(PrepareImage, VoxelsWithoutAValueGetTheLeastAndAreCounted) {
  Volume source = ramp_volume({2, 3, 3});
  source.samples<float>()[4] = std::nanf("");
  source.samples<float>()[5] = INFINITY;
  const auto image = prepare_image(source, {});
  EXPECT_EQ(image->not_finite, 2);
  EXPECT_EQ(image->values[4], *std::min_element(image->values.begin(), image->values.end()));
  for (float& value : source.samples<float>()) value = std::nanf("");
  EXPECT_EQ(prepare_image(source, {}).error().slug, "not_finite");
}

}  // namespace
}  // namespace scanetrix
