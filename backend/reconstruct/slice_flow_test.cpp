// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/slice_flow.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "reconstruct/interpolate.h"

namespace scanetrix {
namespace {

/// A few soft blobs, moved.
Tile blobs(int side, double right, double down) {
  Tile plane(side, side);
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      const double x = column - right;
      const double y = row - down;
      plane.at(row, column) =
          static_cast<float>(500 * std::exp(-(std::pow(x - 40, 2) + std::pow(y - 44, 2)) / 90) -
                             300 * std::exp(-(std::pow(x - 58, 2) + std::pow(y - 60, 2)) / 60) +
                             100 * std::sin(0.25 * x) * std::cos(0.21 * y));
    }
  return plane;
}

TEST(SliceFlow, FindsHowFarThePictureMoved) {
  const SliceFlow flow(blobs(96, 0, 0), blobs(96, 5, -3));
  for (const auto& [row, column] : {std::pair{44, 42}, {58, 60}, {40, 50}}) {
    EXPECT_NEAR(flow.along_rows().at(row, column), 5, 0.3);
    EXPECT_NEAR(flow.along_columns().at(row, column), -3, 0.3);
  }
}

TEST(SliceFlow, WhatLiesBetweenIsThePictureHalfway) {
  const SliceFlow flow(blobs(96, 0, 0), blobs(96, 6, 2));
  std::vector<float> made(96 * 96);
  for (const double t : {0.25, 0.5, 0.75}) {
    flow.between(t, made);
    const Tile truth = blobs(96, 6 * t, 2 * t);
    for (int row = 20; row < 76; ++row)
      for (int column = 20; column < 76; ++column)
        EXPECT_NEAR(made[static_cast<std::size_t>(row * 96 + column)], truth.at(row, column), 12);
  }
}

TEST(SliceFlow, EqualSlicesStayAsTheyAre) {
  const SliceFlow flow(blobs(40, 0, 0), blobs(40, 0, 0));
  std::vector<float> made(40 * 40);
  flow.between(0.5, made);
  const Tile truth = blobs(40, 0, 0);
  for (std::size_t i = 0; i < made.size(); ++i) EXPECT_NEAR(made[i], truth.values[i], 1e-3);
}

TEST(SliceFlow, OnePixelAndEvenSlicesAreNoTrouble) {
  std::vector<float> made(1);
  SliceFlow(Tile(1, 1, 4), Tile(1, 1, 8)).between(0.25, made);
  EXPECT_FLOAT_EQ(made[0], 5);
  std::vector<float> even(60 * 30);
  SliceFlow(Tile(60, 30, 7), Tile(60, 30, 7)).between(0.5, even);
  for (const float value : even) EXPECT_FLOAT_EQ(value, 7);
}

TEST(SliceFlow, ANanStaysWhereItIs) {
  Tile hole = blobs(64, 0, 0);
  hole.at(30, 30) = std::numeric_limits<float>::quiet_NaN();
  std::vector<float> made(64 * 64);
  SliceFlow(hole, blobs(64, 1, 0)).between(0.5, made);
  int lost = 0;
  for (const float value : made) lost += std::isfinite(value) ? 0 : 1;
  EXPECT_GE(lost, 1);
  EXPECT_LE(lost, 9);
}

/// A tilted rod, thin slices of it far apart.
RealVolume tilted(std::int64_t slices) {
  RealVolume volume{{slices, 64, 64}, {}};
  for (std::int64_t k = 0; k < slices; ++k) {
    const Tile plane = blobs(64, 2.5 * static_cast<double>(k) - 8, -static_cast<double>(k));
    volume.values.insert(volume.values.end(), plane.values.begin(), plane.values.end());
  }
  return volume;
}

SeriesVolume as_series(const RealVolume& real) {
  Volume volume;
  volume.type = VoxelType::int16;
  volume.geometry.shape = real.shape;
  volume.geometry.ijk_to_lps = {{1, 0, 0}, {0, 1, 0}, {0, 0, 5}, {}};
  for (const float value : real.values) append(volume.voxels, static_cast<std::int16_t>(std::lround(value)));
  return held_in_memory(std::move(volume), "rod");
}

TEST(SliceFlow, AVolumeKeepsItsSlicesAndSaysWhichAreMade) {
  const SeriesVolume acquired = as_series(tilted(4));
  const SeriesVolume fine = flow_interpolated(acquired, 3);
  const Volume before = *read_volume(acquired.form, *acquired.voxels);
  const Volume after = *read_volume(fine.form, *fine.voxels);
  ASSERT_EQ(after.geometry.shape.z, 10);
  EXPECT_EQ(fine.interpolated_slices, (std::vector<std::int64_t>{1, 2, 4, 5, 7, 8}));
  const std::size_t size = 64 * 64;
  for (std::size_t k = 0; k < 4; ++k)
    EXPECT_TRUE(std::ranges::equal(before.samples<std::int16_t>().subspan(k * size, size),
                                   after.samples<std::int16_t>().subspan(3 * k * size, size)));
  RealVolume real{before.geometry.shape, {}};
  for (const std::int16_t value : before.samples<std::int16_t>()) real.values.push_back(value);
  const RealVolume expected = flow_slices(real, 3);
  for (std::size_t i = 0; i < expected.values.size(); ++i)
    ASSERT_NEAR(after.samples<std::int16_t>()[i], expected.values[i], 0.501);
}

TEST(SliceFlow, IsMixedInWhereNothingWasAcquired) {
  const SeriesVolume acquired = as_series(tilted(3));
  const SeriesVolume flow = flow_interpolated(acquired, 2);
  const SeriesVolume line =
      interpolated(acquired, 2, Interpolation::linear, SliceProfile::thin(), ReconstructionMode::preserve);
  SeriesVolume sure = line;
  Volume none;
  none.type = line.form.type;
  none.geometry = line.form.geometry;
  none.voxels.resize(static_cast<std::size_t>(none.geometry.shape.count()) * 2);
  sure.voxels = held_in_memory(std::move(none), "").voxels;
  const auto read = [](const SeriesVolume& each) { return *read_volume(each.form, *each.voxels); };
  const Volume a = read(line);
  const Volume b = read(flow);
  const Volume mixed = read(mixed_with_flow(line, flow, 2, 0.25));
  const Volume doubt = read(doubted_by_flow(sure, line, flow, 2));
  double furthest = 0;
  for (std::size_t i = 0; i < a.samples<std::int16_t>().size(); ++i) {
    const double x = a.samples<std::int16_t>()[i];
    const double y = b.samples<std::int16_t>()[i];
    ASSERT_NEAR(mixed.samples<std::int16_t>()[i], 0.75 * x + 0.25 * y, 0.51);
    ASSERT_NEAR(doubt.samples<std::int16_t>()[i], std::abs(x - y) / 2, 0.51);
    furthest = std::max(furthest, std::abs(x - y));
  }
  EXPECT_GT(furthest, 10);
}

TEST(SliceFlow, BeatsALineWhereThingsMove) {
  const auto gain = flow_gain_db(as_series(tilted(6)), 4);
  ASSERT_TRUE(gain && *gain);
  EXPECT_GT(**gain, 3);
  EXPECT_FALSE(*flow_gain_db(as_series(tilted(2)), 4));
}

}  // namespace
}  // namespace scanetrix
