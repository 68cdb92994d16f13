// SPDX-License-Identifier: Apache-2.0
#include "train/head_picture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "train/sample_head.h"

namespace scanetrix {
namespace {

constexpr Shape kShape{40, 44, 36};

HeadModel some_head() {
  const SampleHead sample;
  return make_head(sample.shape, sample.t1, sample.brain, 30);
}

TEST(HeadPicture, IsTheSameForTheSameSeedAndAnotherForAnother) {
  const HeadModel head = some_head();
  Random one(7);
  Random other(7);
  const HeadPicture first = make_head_picture(head, kShape, one);
  const HeadPicture second = make_head_picture(head, kShape, other);
  EXPECT_EQ(first.values, second.values);
  EXPECT_EQ(first.brain, second.brain);
  EXPECT_NE(make_head_picture(head, kShape, one).values, first.values);
}

TEST(HeadPicture, SaysOfEachVoxelHowMuchOfItIsBrain) {
  const HeadModel head = some_head();
  Random random(8);
  int with_brain = 0;
  for (int n = 0; n < 30; ++n) {
    const HeadPicture picture = make_head_picture(head, kShape, random);
    ASSERT_EQ(picture.values.size(), static_cast<std::size_t>(kShape.count()));
    double brain = 0;
    for (const float part : picture.brain) {
      ASSERT_GE(part, 0);
      ASSERT_LE(part, 1.0001F);
      brain += part;
    }
    // 8 mm³ a voxel, against a ball of 22 mm that is stretched and cut.
    const double share = brain * 8 / (4.0 / 3 * 3.1416 * 22 * 22 * 22);
    EXPECT_LT(share, 3);
    with_brain += share > 0.3;
  }
  EXPECT_GT(with_brain, 15);
}

TEST(HeadPicture, ThePictureAndItsBrainAgree) {
  const HeadModel head = some_head();
  Random random(9);
  int apart = 0;
  int judged = 0;
  for (int n = 0; n < 30; ++n) {
    const HeadPicture picture = make_head_picture(head, kShape, random);
    double inside = 0;
    double inside_squares = 0;
    double count = 0;
    double squares = 0;
    double all = 0;
    for (std::size_t i = 0; i < picture.values.size(); ++i) {
      const double value = picture.values[i];
      squares += value * value;
      all += 1;
      if (picture.brain[i] < 0.99F) continue;
      inside += value;
      inside_squares += value * value;
      count += 1;
    }
    if (count < 500) continue;
    ++judged;
    const double mean = inside / count;
    // Brain is of fewer kinds than the whole picture.
    apart += inside_squares / count - mean * mean < squares / all;
  }
  EXPECT_GT(judged, 15);
  EXPECT_GT(apart, judged * 2 / 3);
}

}  // namespace
}  // namespace scanetrix
