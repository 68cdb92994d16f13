// SPDX-License-Identifier: Apache-2.0
#include "infer/refine_network.h"

#include <gtest/gtest.h>

#include <cmath>

#include "infer/own_trial.h"
#include "reconstruct/own_detail.h"

namespace scanetrix {
namespace {

/// Stripes with sharp edges, of a wave that no interpolation finds.
Tile stripes(int side, double phase) {
  Tile plane(side, side);
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column)
      plane.at(row, column) = std::sin(0.55 * row + 0.2 * column + phase) > 0 ? 900.0F : 100.0F;
  return plane;
}

std::vector<Tile> planes(int count, int side, double phase) {
  std::vector<Tile> out;
  for (int n = 0; n < count; ++n) out.push_back(stripes(side, phase + n));
  return out;
}

TEST(RefineNetwork, LearnsWhatTheScanIsLike) {
  const SliceNetwork start({8, 1}, 1);
  const SliceProfile profile{ProfileShape::hann, 3};
  SilentProgress silent;
  const auto refined = refine_network(start, planes(6, 96, 0), 3, profile, std::chrono::seconds(4), silent);
  ASSERT_TRUE(refined);
  EXPECT_GT(refined->steps, 0);
  const OwnTrial trial(stacked(planes(3, 96, 0.5)), 3, profile);  // Others than it has seen.
  EXPECT_GT(trial.gain_db(PlanePredictor(refined->network, 3, 1)),
            trial.gain_db(PlanePredictor(start, 3, 1)));
}

TEST(RefineNetwork, LeavesItWhereThereIsTooLittleToLearnFrom) {
  const SliceNetwork start({8, 1}, 1);
  SilentProgress silent;
  for (const auto& few : {std::vector<Tile>(), planes(2, 20, 0)}) {
    const auto refined =
        refine_network(start, few, 4, {ProfileShape::hann, 4}, std::chrono::seconds(60), silent);
    ASSERT_TRUE(refined);
    EXPECT_EQ(refined->steps, 0);
  }
}

TEST(RefineNetwork, StopsWhenCancelled) {
  class Stop final : public Progress {
    void report(std::string_view, double) override { ++reports; }
    [[nodiscard]] bool cancelled() const override { return reports > 1; }
    int reports = 0;
  } stop;
  const auto refined = refine_network(SliceNetwork({8, 1}, 1), planes(2, 96, 0), 4, {ProfileShape::hann, 4},
                                      std::chrono::seconds(600), stop);
  ASSERT_FALSE(refined);
  EXPECT_EQ(refined.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace scanetrix
