// SPDX-License-Identifier: Apache-2.0
#include "ingest/regular_lattice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ingest/regular_source.h"
#include "volume/series.h"

namespace scanetrix {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<SlicePose> at_mm(const std::vector<double>& places, double lean_mm_per_mm = 0) {
  std::vector<SlicePose> poses;
  for (const double z : places) poses.push_back({{0, lean_mm_per_mm * z, z}, {1, 0, 0}, {0, 1, 0}});
  return poses;
}

TEST(RegularLattice, FillsInWhereASliceIsMissingAndSaysWhere) {
  const auto lattice = plan_regular_lattice(at_mm({0, 2.5, 5, 10}), 1, 1);
  EXPECT_DOUBLE_EQ(lattice.step_mm, 2.5);
  ASSERT_THAT(lattice.slices, SizeIs(5));
  EXPECT_THAT(lattice.interpolated(), ElementsAre(3));
  EXPECT_EQ(lattice.slices[3].below, 2u);
  EXPECT_EQ(lattice.slices[3].above, 3u);
  EXPECT_DOUBLE_EQ(lattice.slices[3].weight, 0.5);
  ASSERT_THAT(lattice.warnings, SizeIs(1));
  EXPECT_EQ(lattice.warnings[0].code, "missing_slices");
  EXPECT_THAT(lattice.warnings[0].message, HasSubstr("missing after 3: gap of 5 mm, others 2.5 mm"));
}

TEST(RegularLattice, TakesTheFinestGapSoThatNothingIsLost) {
  const auto lattice = plan_regular_lattice(at_mm({0, 5, 10, 15, 17.5, 20}), 1, 1);
  EXPECT_DOUBLE_EQ(lattice.step_mm, 2.5);
  EXPECT_THAT(lattice.interpolated(), ElementsAre(1, 3, 5));
  EXPECT_EQ(lattice.warnings[0].code, "uneven_spacing");
}

TEST(RegularLattice, MakesNoMoreThanFourSlicesOfOne) {
  EXPECT_THAT(plan_regular_lattice(at_mm({0, 0.01, 10, 20}), 1, 1).slices, SizeIs(17));
}

TEST(RegularLattice, LeavesAnEvenStackAlone) {
  const auto lattice = plan_regular_lattice(at_mm({0, 2, 4}), 1, 1);
  EXPECT_THAT(lattice.interpolated(), IsEmpty());
  EXPECT_THAT(lattice.warnings, IsEmpty());
  EXPECT_TRUE(lattice.is_upright());
}

TEST(RegularLattice, MeasuresTheLeanAndMakesRoomForIt) {
  const auto lattice = plan_regular_lattice(at_mm({0, 2, 4, 6}, -0.5), 1, 1);
  EXPECT_NEAR(lattice.lean_degrees, std::atan(0.5) * 180 / M_PI, 1e-9);
  EXPECT_EQ(lattice.more_rows, 3u);
  EXPECT_EQ(lattice.more_columns, 0u);
  EXPECT_DOUBLE_EQ(lattice.origin_mm.y, -3);
  EXPECT_DOUBLE_EQ(lattice.shifts[0].rows, 3);
  EXPECT_DOUBLE_EQ(lattice.shifts[3].rows, 0);
}

/// Three rows of one pixel, four slices, value 10 × slice + row.
RegularSource leaning_source(double lean_mm_per_mm, const std::vector<double>& places) {
  Volume volume;
  volume.type = VoxelType::int16;
  volume.geometry.shape = {static_cast<std::int64_t>(places.size()), 3, 1};
  for (std::size_t k = 0; k < places.size(); ++k)
    for (std::int16_t row = 0; row < 3; ++row) append(volume.voxels, static_cast<std::int16_t>(10 * k + row));
  const auto held = held_in_memory(volume, "");
  return RegularSource(held.form, held.voxels, plan_regular_lattice(at_mm(places, lean_mm_per_mm), 1, 1), -1);
}

std::vector<std::int16_t> slice_of(const RegularSource& source, std::int64_t k) {
  std::vector<std::int16_t> values(source.form().slice_bytes() / 2);
  EXPECT_TRUE(source.read_slice(0, k, std::as_writable_bytes(std::span(values))));
  return values;
}

TEST(RegularSource, MovesALeaningStacksSlicesByWholePixelsUntouched) {
  const auto source = leaning_source(1, {0, 1, 2});
  EXPECT_EQ(source.form().geometry.shape, (Shape{3, 5, 1}));
  EXPECT_THAT(slice_of(source, 0), ElementsAre(0, 1, 2, -1, -1));
  EXPECT_THAT(slice_of(source, 2), ElementsAre(-1, -1, 20, 21, 22));
  const Affine& affine = source.form().geometry.ijk_to_lps;
  EXPECT_NEAR(dot(affine.step_j, affine.step_k), 0, 1e-12);
}

TEST(RegularSource, KeepsEachVoxelWhereItLayInTheBody) {
  const auto source = leaning_source(1, {0, 1, 2});
  const Vec3 place = source.form().geometry.ijk_to_lps.at(0, 2, 2);  // Row 0 of the third slice.
  EXPECT_DOUBLE_EQ(place.y, 2);
  EXPECT_DOUBLE_EQ(place.z, 2);
}

TEST(RegularSource, IsLinearBetweenTheSlicesBesideAGap) {
  const auto source = leaning_source(0, {0, 1, 2, 4});
  EXPECT_THAT(slice_of(source, 2), ElementsAre(20, 21, 22));
  EXPECT_THAT(slice_of(source, 3), ElementsAre(25, 26, 27));
  EXPECT_THAT(slice_of(source, 4), ElementsAre(30, 31, 32));
}

}  // namespace
}  // namespace scanetrix
