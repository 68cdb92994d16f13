// SPDX-License-Identifier: Apache-2.0
#include "train/phantoms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace scanetrix {
namespace {

double deviation(const Tile& tile) {
  double sum = 0;
  double squares = 0;
  for (const float value : tile.values) {
    sum += value;
    squares += static_cast<double>(value) * value;
  }
  const auto count = static_cast<double>(tile.values.size());
  return std::sqrt(squares / count - sum / count * (sum / count));
}

TEST(Phantoms, TheSameSeedDrawsTheSamePicture) {
  Random one(3);
  Random other(3);
  EXPECT_EQ(draw_ct_phantom(64, 80, one).values, draw_ct_phantom(64, 80, other).values);
  EXPECT_NE(draw_ct_phantom(64, 80, one).values, draw_ct_phantom(64, 80, one).values);
}

TEST(Phantoms, CtLooksLikeCtInNumbers) {
  Random random(4);
  int with_bone = 0;
  int with_air = 0;
  for (int n = 0; n < 30; ++n) {
    const Tile ct = draw_ct_phantom(96, 96, random);
    ASSERT_EQ(ct.values.size(), 96u * 96u);
    const auto [least, greatest] = std::ranges::minmax(ct.values);
    EXPECT_GT(least, -0.1);    // −1331 HU
    EXPECT_LT(greatest, 1.5);  // 3584 HU
    EXPECT_GT(deviation(ct), 0.005);
    with_bone += greatest > (400.0 + 1024) / 3072 ? 1 : 0;
    with_air += least < (-900.0 + 1024) / 3072 ? 1 : 0;
  }
  EXPECT_GT(with_bone, 15);
  EXPECT_GT(with_air, 15);
}

TEST(Phantoms, EveryLabelGetsABrightnessOfItsOwn) {
  Tile labels(60, 60);
  for (int row = 0; row < 60; ++row)
    for (int column = 0; column < 60; ++column) labels.at(row, column) = static_cast<float>(column / 20);
  Random random(5);
  double least = 1;
  for (int n = 0; n < 5; ++n) least = std::min(least, deviation(draw_labels(labels, 60, 60, random)));
  EXPECT_GT(least, 0.02);
}

}  // namespace
}  // namespace scanetrix
