// SPDX-License-Identifier: Apache-2.0
#include "train/random_acquisition.h"

#include <gtest/gtest.h>

#include <cmath>

#include "train/phantoms.h"

namespace scanetrix {
namespace {

TEST(RandomAcquisition, TheAnswerIsWhatCubicInterpolationLacks) {
  Random random(5);
  const Tile picture = draw_shapes(kPictureSize, kPictureSize, random);
  Acquisition thin{.factor = 4, .profile = SliceProfile::thin()};
  TrainingPair pair;
  while (pair.residual.empty()) pair = make_pair(picture, thin, random);
  ASSERT_EQ(pair.residual.size(), 4u);
  for (int k = 0; k < kPairSlices; ++k)
    for (int column = 0; column < kPairColumns; ++column) {
      // Thin slices are known where they lie: nothing is lacking there.
      EXPECT_NEAR(pair.residual[0].at(k, column), 0, 1e-5);
      EXPECT_NEAR(pair.cubic[0].at(k, column), pair.slices.at(k, column), 1e-5);
    }
  double between = 0;
  for (const float value : pair.residual[2].values)
    between = std::max(between, std::abs(static_cast<double>(value)));
  EXPECT_GT(between, 0.02);
}

TEST(RandomAcquisition, NothingIsClaimedBehindTheLastSlice) {
  Random random(6);
  const Tile picture = draw_shapes(kPictureSize, kPictureSize, random);
  TrainingPair pair;
  while (pair.residual.empty())
    pair = make_pair(picture, {.factor = 3, .profile = {ProfileShape::hann, 3}}, random);
  for (std::size_t phase = 1; phase < 3; ++phase)
    for (int column = 0; column < kPairColumns; ++column)
      EXPECT_EQ(pair.residual[phase].at(kPairSlices - 1, column), 0);
}

TEST(RandomAcquisition, EveryAcquisitionFitsIntoAPicture) {
  Random random(7);
  const Tile picture = draw_ct_phantom(kPictureSize, kPictureSize, random);
  for (int n = 0; n < 300; ++n) {
    const Acquisition acquisition = random_acquisition(random);
    EXPECT_GE(acquisition.factor, 2);
    EXPECT_LE(acquisition.factor, 6);
    EXPECT_GE(acquisition.profile.width, 1);
    EXPECT_LE(static_cast<int>(profile_taps(acquisition.profile).size()) - 1 +
                  acquisition.factor * (kPairSlices - 1) + 1,
              kPictureSize);
    EXPECT_LE(make_pair(picture, acquisition, random).residual.size(), 6u);
  }
}

TEST(RandomAcquisition, AnEvenPictureIsMostlyLeftOut) {
  Random random(8);
  const Tile even(kPictureSize, kPictureSize, 0.4F);
  int empty = 0;
  for (int n = 0; n < 200; ++n) empty += make_pair(even, {}, random).residual.empty() ? 1 : 0;
  EXPECT_GT(empty, 170);
  EXPECT_LT(empty, 200);
}

}  // namespace
}  // namespace scanetrix
