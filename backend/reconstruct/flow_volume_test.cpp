// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/flow_volume.h"

#include <gtest/gtest.h>

#include <cmath>

#include "reconstruct/flow_samples.h"
#include "reconstruct/interpolate.h"

namespace scanetrix {
namespace {

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

TEST(FlowVolume, AVolumeKeepsItsSlicesAndSaysWhichAreMade) {
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

TEST(FlowVolume, IsMixedInWhereNothingWasAcquired) {
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

TEST(FlowVolume, BeatsALineWhereThingsMove) {
  const auto gain = flow_gain_db(as_series(tilted(6)), 4);
  ASSERT_TRUE(gain && *gain);
  EXPECT_GT(**gain, 3);
  EXPECT_FALSE(*flow_gain_db(as_series(tilted(2)), 4));
}

}  // namespace
}  // namespace scanetrix
