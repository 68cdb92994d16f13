// SPDX-License-Identifier: Apache-2.0
#include "volume/geometry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::ElementsAre;

void expect_axes(const PlaneAxes& axes, int through, int right, bool right_flipped, int down,
                 bool down_flipped) {
  EXPECT_EQ(axes.through, through);
  EXPECT_EQ(axes.right, right);
  EXPECT_EQ(axes.right_flipped, right_flipped);
  EXPECT_EQ(axes.down, down);
  EXPECT_EQ(axes.down_flipped, down_flipped);
}

TEST(Geometry, SpacingIsTheLengthOfEachStepSlowestFirst) {
  const Geometry geometry{{3, 2, 1}, {{0, 0.5, 0}, {0, 0, 2}, {3, 4, 0}, {}}};
  EXPECT_THAT(geometry.spacing_mm(), ElementsAre(5.0, 2.0, 0.5));
}

TEST(Geometry, RowMajorMatrixLeadsBack) {
  const Affine affine{{1, 2, 3}, {4, 5, 6}, {7, 8, 10}, {11, 12, 13}};
  EXPECT_EQ(Affine::from_row_major(affine.row_major()).row_major(), affine.row_major());
  EXPECT_THAT(affine.row_major(), ElementsAre(1, 4, 7, 11, 2, 5, 8, 12, 3, 6, 10, 13, 0, 0, 0, 1));
}

TEST(PlaneAxes, AnAxialStackFromFeetToHeadIsDrawnAsStored) {
  const Affine axial{};
  expect_axes(plane_axes(axial, Plane::axial), 2, 0, false, 1, false);
  expect_axes(plane_axes(axial, Plane::coronal), 1, 0, false, 2, true);
  expect_axes(plane_axes(axial, Plane::sagittal), 0, 1, false, 2, true);
}

TEST(PlaneAxes, ANiftiInRasIsTurnedSoThatRightIsOnTheLeftOfTheScreen) {
  const Affine ras{{-1, 0, 0}, {0, -1, 0}, {0, 0, 1}, {}};  // i to the right, j to the front.
  expect_axes(plane_axes(ras, Plane::axial), 2, 0, true, 1, true);
  expect_axes(plane_axes(ras, Plane::coronal), 1, 0, true, 2, true);
  expect_axes(plane_axes(ras, Plane::sagittal), 0, 1, true, 2, true);
}

TEST(PlaneAxes, ASagittalAcquisitionHasItsSlicesInTheSagittalPlane) {
  const Affine sagittal{
      {0, 1, 0}, {0, 0, -1}, {1, 0, 0}, {}};  // Columns to the back, rows down, slices to the left.
  expect_axes(plane_axes(sagittal, Plane::sagittal), 2, 0, false, 1, false);
  expect_axes(plane_axes(sagittal, Plane::axial), 1, 2, false, 0, false);
  expect_axes(plane_axes(sagittal, Plane::coronal), 0, 2, false, 1, false);
}

TEST(PlaneAxes, AtFortyFiveDegreesTheThreePlanesStillTakeThreeAxes) {
  const double s = std::sqrt(0.5);
  const Affine oblique{{s, s, 0}, {-s, s, 0}, {0, 0, 1}, {}};
  const auto axial = plane_axes(oblique, Plane::axial);
  const auto coronal = plane_axes(oblique, Plane::coronal);
  const auto sagittal = plane_axes(oblique, Plane::sagittal);
  EXPECT_EQ(axial.through + coronal.through + sagittal.through, 3);
  EXPECT_NE(coronal.through, sagittal.through);
}

}  // namespace
}  // namespace scanetrix
