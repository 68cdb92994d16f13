// SPDX-License-Identifier: Apache-2.0
#include "ingest/label_lattice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

DicomSlice frame_at(Vec3 origin, std::uint32_t rows = 4, std::uint32_t columns = 6) {
  DicomSlice frame;
  frame.pixels.rows = rows;
  frame.pixels.columns = columns;
  frame.pose = SlicePose{origin, {1, 0, 0}, {0, 1, 0}};
  frame.column_spacing_mm = 0.5;
  frame.row_spacing_mm = 0.5;
  return frame;
}

Geometry scan() {
  Geometry geometry;
  geometry.shape = {10, 4, 6};
  geometry.ijk_to_lps = {{0.5, 0, 0}, {0, 0.5, 0}, {0, 0, 2}, {-10, 20, 30}};
  return geometry;
}

TEST(LatticeOfSource, PlacesFramesByPositionInAnyOrder) {
  const std::vector frames{frame_at({-10, 20, 48}), frame_at({-10, 20, 30}), frame_at({-10, 20.001, 33.9})};
  const auto lattice = lattice_of_source(scan(), frames);
  ASSERT_TRUE(lattice);
  EXPECT_EQ(lattice->places[0].k, 9);
  EXPECT_EQ(lattice->places[1].k, 0);
  EXPECT_EQ(lattice->places[2].k, 2);
  EXPECT_EQ(lattice->geometry.shape, scan().shape);
}

TEST(LatticeOfSource, AFrameMayBeAPartOfASlice) {
  const auto lattice = lattice_of_source(scan(), std::vector{frame_at({-9, 20.5, 32}, 3, 4)});
  ASSERT_TRUE(lattice);
  EXPECT_EQ(lattice->places[0].first_column, 2);
  EXPECT_EQ(lattice->places[0].first_row, 1);
}

TEST(LatticeOfSource, IsNoneWhereTheFramesAreNotOnItsVoxels) {
  const auto misses = [](const DicomSlice& frame) { return !lattice_of_source(scan(), std::vector{frame}); };
  EXPECT_TRUE(misses(frame_at({-10, 20, 31})));   // Between two slices.
  EXPECT_TRUE(misses(frame_at({-9.8, 20, 30})));  // Between two columns.
  EXPECT_TRUE(misses(frame_at({-10, 20, 50})));   // Above the scan.
  EXPECT_TRUE(misses(frame_at({-9, 20, 30})));    // Reaches beyond its right edge.
  DicomSlice coarse = frame_at({-10, 20, 30}, 2, 3);
  coarse.column_spacing_mm = coarse.row_spacing_mm = 1;
  EXPECT_TRUE(misses(coarse));
  DicomSlice turned = frame_at({-10, 20, 30});
  turned.pose->row_axis = {0, 1, 0};
  turned.pose->column_axis = {1, 0, 0};
  EXPECT_TRUE(misses(turned));
}

TEST(LatticeOfFrames, MissingSlicesBelongToIt) {
  std::vector frames{frame_at({0, 0, 3}), frame_at({0, 0, 0}), frame_at({0, 0, 9}), frame_at({0, 0, 3})};
  for (DicomSlice& frame : frames) frame.thickness_mm = 1.5;
  const auto lattice = lattice_of_frames(frames);
  ASSERT_TRUE(lattice) << lattice.error().message;
  EXPECT_EQ(lattice->geometry.shape, (Shape{7, 4, 6}));
  EXPECT_EQ(lattice->geometry.spacing_mm()[0], 1.5);
  EXPECT_EQ(lattice->places[0].k, 2);
  EXPECT_EQ(lattice->places[2].k, 6);
  EXPECT_EQ(lattice->places[3].k, 2);
}

TEST(LatticeOfFrames, WithoutAFittingThicknessTheSmallestGapCounts) {
  std::vector frames{frame_at({0, 0, 0}), frame_at({0, 0, 2}), frame_at({0, 0, 6})};
  for (DicomSlice& frame : frames) frame.thickness_mm = 5;
  const auto lattice = lattice_of_frames(frames);
  ASSERT_TRUE(lattice) << lattice.error().message;
  EXPECT_EQ(lattice->geometry.shape.z, 4);
}

TEST(LatticeOfFrames, SaysWhyThereIsNone) {
  DicomSlice lost = frame_at({0, 0, 0});
  lost.pose.reset();
  EXPECT_EQ(lattice_of_frames(std::vector{lost}).error().message,
            "The segmentation does not say where in the body its frames lie.");
  EXPECT_EQ(lattice_of_frames(std::vector{frame_at({0, 0, 0}), frame_at({0, 0, 2}), frame_at({0, 0, 5})})
                .error()
                .message,
            "The segmentation's frames lie at uneven distances.");
  EXPECT_EQ(lattice_of_frames(std::vector{frame_at({0, 0, 0}), frame_at({0.2, 0, 2})}).error().message,
            "The segmentation's frames are shifted against one another.");
}

}  // namespace
}  // namespace scanetrix
