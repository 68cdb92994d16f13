// SPDX-License-Identifier: Apache-2.0
#include "train/head_contrast.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "train/sample_head.h"

namespace scanetrix {
namespace {

HeadModel some_head() {
  const SampleHead sample;
  return make_head(sample.shape, sample.t1, sample.brain, 0);
}

TEST(HeadContrast, IsTheSameForTheSameSeed) {
  const HeadModel head = some_head();
  Random one(1);
  Random other(1);
  for (int n = 0; n < 20; ++n) EXPECT_EQ(random_contrasts(head, one).one, random_contrasts(head, other).one);
}

TEST(HeadContrast, StaysInRange) {
  const HeadModel head = some_head();
  Random random(2);
  for (int n = 0; n < 500; ++n) {
    const HeadContrasts looks = random_contrasts(head, random);
    for (const HeadContrast& look : {looks.one, looks.other}) {
      EXPECT_GE(*std::ranges::min_element(look), 0);
      EXPECT_LT(*std::ranges::max_element(look), 3.5);
    }
  }
}

TEST(HeadContrast, IsOftenButNotAlwaysThatOfAT1) {
  const HeadModel head = some_head();
  Random random(3);
  int white_over_gray_over_fluid = 0;
  for (int n = 0; n < 500; ++n) {
    const HeadContrast look = random_contrasts(head, random).one;
    const auto of = [&](Tissue tissue) {
      const auto index = static_cast<std::size_t>(tissue);
      return look[index * 256 + static_cast<std::size_t>(head.means[index])];
    };
    white_over_gray_over_fluid +=
        of(Tissue::white) > of(Tissue::gray) && of(Tissue::gray) > of(Tissue::fluid);
  }
  EXPECT_GT(white_over_gray_over_fluid, 200);
  EXPECT_LT(white_over_gray_over_fluid, 400);
}

}  // namespace
}  // namespace scanetrix
