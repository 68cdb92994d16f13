// SPDX-License-Identifier: Apache-2.0
#include "models/window_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::ElementsAre;

TEST(WindowPlan, BlocksOverlapAndTheLastEndsWithTheImage) {
  SlidingWindow window{.size = {96, 96, 96}, .overlap = {0.5, 0.5, 0.5}};
  const WindowPlan plan = plan_windows({160, 96, 97}, window);
  EXPECT_THAT(plan.z, ElementsAre(0, 48, 64));
  EXPECT_THAT(plan.y, ElementsAre(0));
  EXPECT_THAT(plan.x, ElementsAre(0, 1));
  EXPECT_EQ(plan.count(), 6u);
  EXPECT_EQ(plan.padded, (Shape{160, 96, 97}));
}

TEST(WindowPlan, AnImageSmallerThanABlockLiesInTheMiddleOfOne) {
  const WindowPlan plan = plan_windows({11, 96, 200}, {.size = {96, 64, 32}});
  EXPECT_EQ(plan.size, (Shape{32, 64, 96}));
  EXPECT_EQ(plan.padded, (Shape{32, 96, 200}));
  EXPECT_EQ(plan.before, (Shape{10, 0, 0}));
  EXPECT_THAT(plan.z, ElementsAre(0));
}

TEST(WindowPlan, EveryVoxelIsCoveredWhateverTheOverlap) {
  for (const double overlap : {0.0, 0.25, 0.6, 0.9})
    for (std::int64_t length = 1; length < 60; ++length) {
      const WindowPlan plan = plan_windows({length, 8, 8}, {.size = {8, 8, 13}, .overlap = {0, 0, overlap}});
      std::vector<int> seen(static_cast<std::size_t>(plan.padded.z));
      for (const std::int64_t first : plan.z)
        for (std::int64_t k = first; k < first + 13; ++k) ++seen.at(static_cast<std::size_t>(k));
      EXPECT_THAT(seen, testing::Each(testing::Gt(0))) << overlap << " " << length;
    }
}

TEST(WindowPlan, GaussianWeightsAreHighestInTheMiddleAndNowhereNothing) {
  SlidingWindow window{.weights = WindowWeights::gaussian};
  const auto weights = weights_along(9, window);
  EXPECT_FLOAT_EQ(weights[4], 1);
  EXPECT_FLOAT_EQ(weights[3], weights[5]);
  EXPECT_NEAR(weights[3], std::exp(-1 / (2 * 1.125 * 1.125)), 1e-6);
  EXPECT_FLOAT_EQ(weights[0], 0.1F);
  EXPECT_THAT(weights_along(3, {}), ElementsAre(1, 1, 1));
}

}  // namespace
}  // namespace scanetrix
