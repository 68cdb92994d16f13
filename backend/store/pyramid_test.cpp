// SPDX-License-Identifier: Apache-2.0
#include "store/pyramid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Le;

Geometry box(Shape shape, double z, double y, double x) {
  return {shape, {{x, 0, 0}, {0, y, 0}, {0, 0, z}, {}}};
}

TEST(PlanPyramid, TakesCubesOfThreeWhereVoxelsAreCubesThenHalves) {
  const auto levels = plan_pyramid(box({300, 512, 512}, 1, 1, 1));
  ASSERT_EQ(levels.size(), 4u);
  EXPECT_EQ(levels[1].shape, (Shape{100, 171, 171}));
  EXPECT_THAT(levels[1].factor, ElementsAre(3, 3, 3));
  EXPECT_EQ(levels[2].shape, (Shape{50, 86, 86}));
  EXPECT_THAT(levels[3].factor, ElementsAre(6, 12, 12));  // 50 slices are few enough.
  EXPECT_EQ(levels[3].shape, (Shape{50, 43, 43}));
}

TEST(PlanPyramid, AThickSlicedVolumeIsReducedInPlaneUntilItIsIsotropic) {
  const auto levels = plan_pyramid(box({100, 512, 512}, 4, 1, 1));
  EXPECT_THAT(levels[1].factor, ElementsAre(1, 4, 4));
  EXPECT_THAT(levels[2].factor, ElementsAre(2, 8, 8));
  EXPECT_EQ(levels.back().shape, (Shape{50, 64, 64}));
}

TEST(PlanPyramid, BetweenThemTheStepsComeNearACube) {
  EXPECT_THAT(plan_pyramid(box({350, 512, 512}, 1.25, 0.75, 0.75))[1].factor, ElementsAre(2, 3, 3));
  EXPECT_THAT(plan_pyramid(box({350, 512, 512}, 2, 0.8, 0.8))[1].factor, ElementsAre(2, 4, 4));
  EXPECT_THAT(plan_pyramid(box({60, 512, 512}, 5, 0.8, 0.8))[1].factor, ElementsAre(1, 4, 4));
}

TEST(PlanPyramid, CoarseLevelsCostATenthAtMost) {
  for (const double z : {0.4, 0.7, 1.0, 1.3, 1.5, 2.0, 3.0, 5.0, 10.0})
    for (const std::int64_t slices : {40, 80, 350, 1000}) {
      const auto levels = plan_pyramid(box({slices, 512, 512}, z, 0.7, 0.7));
      double coarse = 0;
      for (std::size_t n = 1; n < levels.size(); ++n) coarse += static_cast<double>(levels[n].shape.count());
      EXPECT_LE(coarse / static_cast<double>(levels[0].shape.count()), 0.1) << z << " mm, " << slices;
      const Shape& last = levels.back().shape;
      EXPECT_THAT((std::array{last.z, last.y, last.x}), Each(Le(64)));
    }
}

TEST(PlanPyramid, ASmallVolumeHasOneLevel) {
  EXPECT_EQ(plan_pyramid(box({20, 64, 64}, 5, 1, 1)).size(), 1u);
}

TEST(PlanPyramid, ALongLineEndsToo) {
  const auto levels = plan_pyramid(box({1, 1, 70'000}, 1, 1, 1));
  EXPECT_THAT(levels[1].factor, ElementsAre(1, 1, 4));
  EXPECT_LE(levels.back().shape.x, 64);
}

TEST(GeometryAt, TheFirstCentreLiesInTheMiddleOfWhatItStandsFor) {
  const Geometry coarse = geometry_at(box({10, 10, 10}, 2, 1, 1), {3, 2, 4});
  EXPECT_EQ(coarse.shape, (Shape{4, 5, 3}));
  EXPECT_DOUBLE_EQ(coarse.ijk_to_lps.origin.x, 1.5);
  EXPECT_DOUBLE_EQ(coarse.ijk_to_lps.origin.y, 0.5);
  EXPECT_DOUBLE_EQ(coarse.ijk_to_lps.origin.z, 2);
  EXPECT_DOUBLE_EQ(coarse.ijk_to_lps.step_k.z, 6);
}

}  // namespace
}  // namespace scanetrix
