// SPDX-License-Identifier: Apache-2.0
#include "train/tile_filters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace scanetrix {
namespace {

Tile ramp(int rows, int columns) {
  Tile tile(rows, columns);
  std::iota(tile.values.begin(), tile.values.end(), 0.0F);
  return tile;
}

TEST(TileFilters, ShrinkingTakesTheMeanOfTheAreaThatAPixelCovers) {
  const Tile half = shrunk(ramp(4, 4), 2);
  EXPECT_EQ(half.rows, 2);
  EXPECT_FLOAT_EQ(half.at(0, 0), (0 + 1 + 4 + 5) / 4.0F);
  EXPECT_FLOAT_EQ(half.at(1, 1), (10 + 11 + 14 + 15) / 4.0F);
  const Tile third = shrunk(ramp(3, 3), 1.5);
  EXPECT_FLOAT_EQ(third.at(0, 0), (4 * 0 + 2 * 1 + 2 * 3 + 4) / 9.0F);
}

TEST(TileFilters, BlurringKeepsTheSumAndSpreadsAPoint) {
  Tile point(21, 21);
  point.at(10, 10) = 1;
  const Tile blurred_point = blurred(point, 1);
  EXPECT_NEAR(std::accumulate(blurred_point.values.begin(), blurred_point.values.end(), 0.0), 1, 1e-5);
  EXPECT_NEAR(blurred_point.at(10, 10), 1 / (2 * 3.14159), 0.002);
  EXPECT_FLOAT_EQ(blurred_point.at(9, 10), blurred_point.at(10, 11));
}

TEST(TileFilters, TurningKeepsEveryPixel) {
  Random random(2);
  const Tile tile = ramp(3, 5);
  for (int n = 0; n < 20; ++n) {
    Tile out = turned(tile, random);
    EXPECT_EQ(out.rows * out.columns, 15);
    std::sort(out.values.begin(), out.values.end());
    EXPECT_EQ(out.values, tile.values);
  }
}

TEST(TileFilters, NoiseHasUnitDeviation) {
  Random random(3);
  const Tile noise = grainy_noise(40, 50, 1.5, random);
  double squares = 0;
  for (const float value : noise.values) squares += static_cast<double>(value) * value;
  EXPECT_NEAR(squares / 2000, 1, 1e-3);
}

}  // namespace
}  // namespace scanetrix
