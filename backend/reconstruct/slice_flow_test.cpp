// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/slice_flow.h"

#include <gtest/gtest.h>

#include <limits>

#include "reconstruct/flow_samples.h"

namespace scanetrix {
namespace {

TEST(SliceFlow, FindsHowFarThePictureMoved) {
  const SliceFlow flow(blobs(96, 0, 0), blobs(96, 5, -3));
  for (const auto& [row, column] : {std::pair{44, 42}, {58, 60}, {40, 50}}) {
    EXPECT_NEAR(flow.along_rows().at(row, column), 5, 0.3);
    EXPECT_NEAR(flow.along_columns().at(row, column), -3, 0.3);
  }
}

TEST(SliceFlow, WhatLiesBetweenIsThePictureHalfway) {
  const SliceFlow flow(blobs(96, 0, 0), blobs(96, 6, 2));
  std::vector<float> made(96 * 96);
  for (const double t : {0.25, 0.5, 0.75}) {
    flow.between(t, made);
    const Tile truth = blobs(96, 6 * t, 2 * t);
    for (int row = 20; row < 76; ++row)
      for (int column = 20; column < 76; ++column)
        EXPECT_NEAR(made[static_cast<std::size_t>(row * 96 + column)], truth.at(row, column), 12);
  }
}

TEST(SliceFlow, EqualSlicesStayAsTheyAre) {
  const SliceFlow flow(blobs(40, 0, 0), blobs(40, 0, 0));
  std::vector<float> made(40 * 40);
  flow.between(0.5, made);
  const Tile truth = blobs(40, 0, 0);
  for (std::size_t i = 0; i < made.size(); ++i) EXPECT_NEAR(made[i], truth.values[i], 1e-3);
}

TEST(SliceFlow, OnePixelAndEvenSlicesAreNoTrouble) {
  std::vector<float> made(1);
  SliceFlow(Tile(1, 1, 4), Tile(1, 1, 8)).between(0.25, made);
  EXPECT_FLOAT_EQ(made[0], 5);
  std::vector<float> even(60 * 30);
  SliceFlow(Tile(60, 30, 7), Tile(60, 30, 7)).between(0.5, even);
  for (const float value : even) EXPECT_FLOAT_EQ(value, 7);
}

TEST(SliceFlow, ANanStaysWhereItIs) {
  Tile hole = blobs(64, 0, 0);
  hole.at(30, 30) = std::numeric_limits<float>::quiet_NaN();
  std::vector<float> made(64 * 64);
  SliceFlow(hole, blobs(64, 1, 0)).between(0.5, made);
  int lost = 0;
  for (const float value : made) lost += std::isfinite(value) ? 0 : 1;
  EXPECT_GE(lost, 1);
  EXPECT_LE(lost, 9);
}

}  // namespace
}  // namespace scanetrix
