// SPDX-License-Identifier: Apache-2.0
#include "ingest/sort_slices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace scanetrix {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<SlicePose> axial_poses_at_mm(std::initializer_list<double> places) {
  std::vector<SlicePose> poses;
  for (const double z : places) poses.push_back({{10, 20, z}, {1, 0, 0}, {0, 1, 0}});
  return poses;
}

TEST(SortSlices, OrdersByPositionWhateverOrderFilesCameIn) {
  const auto sorted = sort_slices(axial_poses_at_mm({4.0, 0.0, 2.0}));

  ASSERT_TRUE(sorted) << sorted.error().message;
  EXPECT_THAT(sorted->order, ElementsAre(1u, 2u, 0u));
  EXPECT_DOUBLE_EQ(sorted->spacing_mm, 2.0);
}

TEST(SortSlices, SaysWhereASliceIsMissing) {
  const auto sorted = sort_slices(axial_poses_at_mm({0.0, 2.0, 4.0, 8.0}));

  ASSERT_FALSE(sorted);
  EXPECT_EQ(sorted.error().code, ErrorCode::unsupported);
  EXPECT_EQ(sorted.error().slug, "uneven_spacing");
  EXPECT_THAT(sorted.error().message, HasSubstr("gap of 4 mm after slice 3, others are 2 mm"));
}

TEST(SortSlices, FindsAMissingSliceAtTheEndOfALongStack) {
  std::vector<SlicePose> poses;
  for (int k = 0; k < 500; ++k) poses.push_back({{0, 0, k * 1.25}, {1, 0, 0}, {0, 1, 0}});
  poses.push_back({{0, 0, 501 * 1.25}, {1, 0, 0}, {0, 1, 0}});

  const auto sorted = sort_slices(poses);
  ASSERT_FALSE(sorted);
  EXPECT_THAT(sorted.error().message, HasSubstr("gap of 2.5 mm after slice 500, others are 1.25 mm"));
}

TEST(SortSlices, TakesPositionsRoundedToOneDecimal) {
  const auto sorted =
      sort_slices(axial_poses_at_mm({0.0, 1.3, 2.5, 3.8, 5.0, 6.3, 7.5}));  // 1.25 mm, rounded.

  ASSERT_TRUE(sorted) << sorted.error().message;
  EXPECT_NEAR(sorted->spacing_mm, 1.25, 1e-12);
}

TEST(SortSlices, TwoSlicesInOnePlaceAreAnError) {
  const auto sorted = sort_slices(axial_poses_at_mm({0.0, 2.0, 2.0}));

  ASSERT_FALSE(sorted);
  EXPECT_EQ(sorted.error().code, ErrorCode::bad_input);
  EXPECT_EQ(sorted.error().slug, "duplicate_slice");
}

TEST(SortSlices, NamesTheAngleOfATiltedGantry) {
  const double s = std::sin(0.3);
  const double c = std::cos(0.3);
  std::vector<SlicePose> poses;
  for (int k = 0; k < 10; ++k) poses.push_back({{0, 0, k * 5.0}, {1, 0, 0}, {0, c, -s}});

  const auto sorted = sort_slices(poses);
  ASSERT_FALSE(sorted);
  EXPECT_EQ(sorted.error().slug, "gantry_tilt");
  EXPECT_THAT(sorted.error().message, HasSubstr("17.2°"));
}

TEST(SortSlices, ASidewaysJumpIsNotAVolume) {
  auto poses = axial_poses_at_mm({0.0, 2.0, 4.0, 6.0});
  poses[2].origin_mm.x += 7;

  const auto sorted = sort_slices(poses);
  ASSERT_FALSE(sorted);
  EXPECT_THAT(sorted.error().message, HasSubstr("Slice 3 is shifted sideways by 7 mm"));
}

TEST(SortSlices, OrdersAnObliqueStackAlongItsNormal) {
  const double s = std::sqrt(0.5);
  std::vector<SlicePose> poses;
  for (const int k : {2, 0, 1}) poses.push_back({Vec3{s, 0, -s} * (3.0 * k), {s, 0, s}, {0, 1, 0}});

  const auto sorted = sort_slices(poses);  // The normal of these axes is (-s, 0, s).
  ASSERT_TRUE(sorted) << sorted.error().message;
  EXPECT_THAT(sorted->order, ElementsAre(0u, 2u, 1u));
  EXPECT_NEAR(sorted->step_mm.z, 3 * s, 1e-12);
}

TEST(SortSlices, DirectionsThatDifferAreNotOneStack) {
  auto poses = axial_poses_at_mm({0.0, 2.0});
  poses[1].row_axis = {0, 1, 0};
  poses[1].column_axis = {0, 0, -1};
  EXPECT_FALSE(sort_slices(poses));
}

}  // namespace
}  // namespace scanetrix
