// SPDX-License-Identifier: Apache-2.0
#include "ingest/detect_light_box.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace scanetrix {
namespace {

struct Sheet {
  int rows = 4;
  int columns = 5;
  int tile = 64;
  int gutter = 0;
  int gutter_gray = 0;
  int margin = 0;
  int blank = 0;
};

struct Pixels {
  std::int64_t width;
  std::int64_t height;
  std::vector<std::uint8_t> samples;
  [[nodiscard]] GrayView view() const { return {width, height, samples}; }
};

/// A head of soft edges with two dark hollows and a bright one that wanders from slice to slice.
int head(double x, double y, double t, std::uint32_t noise) {
  const auto blob = [&](double cx, double cy, double rx, double ry) {
    return 1 / (1 + std::exp(8 * (std::hypot((x - cx) / rx, (y - cy) / ry) - 1)));
  };
  double value = 20 + 130 * blob(0.5, 0.5, 0.3 + 0.1 * t, 0.36 + 0.06 * t);
  value -= 80 * blob(0.4, 0.45 + 0.1 * t, 0.07, 0.16);
  value -= 80 * blob(0.6, 0.45 + 0.1 * t, 0.07, 0.12 + 0.05 * t);
  value += 90 * blob(0.3 + 0.4 * t, 0.7, 0.05, 0.05);
  return static_cast<int>(value) + static_cast<int>(noise % 7);
}

Pixels drawn(const Sheet& sheet) {
  const int step = sheet.tile + sheet.gutter;
  Pixels pixels{sheet.columns * step - sheet.gutter + 2 * sheet.margin,
                sheet.rows * step - sheet.gutter + 2 * sheet.margin,
                {}};
  std::uint32_t random = 1;
  for (std::int64_t y = 0; y < pixels.height; ++y)
    for (std::int64_t x = 0; x < pixels.width; ++x) {
      random = random * 1664525 + 1013904223;
      const std::int64_t c = (x - sheet.margin) / step;
      const std::int64_t r = (y - sheet.margin) / step;
      const std::int64_t px = (x - sheet.margin) % step;
      const std::int64_t py = (y - sheet.margin) % step;
      const bool outside = x < sheet.margin || y < sheet.margin || c >= sheet.columns || r >= sheet.rows ||
                           px >= sheet.tile || py >= sheet.tile;
      const std::int64_t n = r * sheet.columns + c;
      int value = sheet.gutter_gray;
      if (!outside && n >= sheet.rows * sheet.columns - sheet.blank)
        value = 0;
      else if (!outside)
        value =
            head((static_cast<double>(px) + 0.5) / sheet.tile, (static_cast<double>(py) + 0.5) / sheet.tile,
                 static_cast<double>(n) / (sheet.rows * sheet.columns), random >> 16);
      pixels.samples.push_back(static_cast<std::uint8_t>(std::clamp(value, 0, 255)));
    }
  return pixels;
}

void expect_found(const Sheet& sheet) {
  const auto found = detect_light_box(drawn(sheet).view());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->across, (TileRow{sheet.columns, sheet.margin, sheet.tile, sheet.gutter}));
  EXPECT_EQ(found->down, (TileRow{sheet.rows, sheet.margin, sheet.tile, sheet.gutter}));
  EXPECT_EQ(found->blank_at_end(TileOrder::row_major), sheet.blank);
  EXPECT_GT(found->confidence, 0.5);
}

TEST(DetectLightBox, FindsTilesThatTouch) {
  expect_found({});
}

TEST(DetectLightBox, FindsTheSmallestSheet) {
  expect_found({.rows = 2, .columns = 2, .tile = 100});
}

TEST(DetectLightBox, FindsGuttersOfAnyColour) {
  for (const int gray : {0, 90, 255}) expect_found({.gutter = 5, .gutter_gray = gray});
}

TEST(DetectLightBox, FindsMarginsWithGuttersAndWithout) {
  expect_found({.gutter = 4, .gutter_gray = 255, .margin = 11});
  expect_found({.gutter_gray = 255, .margin = 9});
}

TEST(DetectLightBox, CountsBlankTilesAtTheEnd) {
  expect_found({.blank = 3});
  expect_found({.gutter = 3, .gutter_gray = 200, .blank = 4});
}

TEST(DetectLightBox, OneSliceIsNoSheet) {
  for (const double t : {0.0, 0.5, 1.0}) {
    Pixels one{200, 200, {}};
    for (int y = 0; y < 200; ++y)
      for (int x = 0; x < 200; ++x)
        one.samples.push_back(
            static_cast<std::uint8_t>(std::clamp(head(x / 200.0, y / 200.0, t, 0), 0, 255)));
    EXPECT_FALSE(detect_light_box(one.view()));
  }
}

TEST(DetectLightBox, NothingIsSeenInNoiseGradientsAndPlainColour) {
  Pixels noise{256, 256, {}};
  Pixels gradient{256, 256, {}};
  std::uint32_t random = 7;
  for (int y = 0; y < 256; ++y)
    for (int x = 0; x < 256; ++x) {
      random = random * 1664525 + 1013904223;
      noise.samples.push_back(static_cast<std::uint8_t>(random >> 24));
      gradient.samples.push_back(static_cast<std::uint8_t>((x + y) / 2));
    }
  EXPECT_FALSE(detect_light_box(noise.view()));
  EXPECT_FALSE(detect_light_box(gradient.view()));
  const std::vector<std::uint8_t> plain(65536, 40);
  EXPECT_FALSE(detect_light_box({256, 256, plain}));
}

TEST(DetectLightBox, ACheckerboardIsAPatternNotASheet) {
  Pixels board{256, 256, {}};
  for (int y = 0; y < 256; ++y)
    for (int x = 0; x < 256; ++x) board.samples.push_back((x / 32 + y / 32) % 2 == 0 ? 255 : 0);
  EXPECT_FALSE(detect_light_box(board.view()));
}

TEST(DetectLightBox, NoPictureIsTooSmallToBeAsked) {
  EXPECT_FALSE(detect_light_box({}));
  const std::vector<std::uint8_t> one{7};
  EXPECT_FALSE(detect_light_box({1, 1, one}));
  EXPECT_FALSE(measure_light_box({1, 1, one}, 2, 1));
}

TEST(MeasureLightBox, TakesTheGivenCountsAndFindsTheGutters) {
  const auto found = measure_light_box(drawn({.gutter = 6, .gutter_gray = 255, .margin = 8}).view(), 4, 5);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->across, (TileRow{5, 8, 64, 6}));
  EXPECT_EQ(found->down, (TileRow{4, 8, 64, 6}));
}

TEST(MeasureLightBox, DividesEvenlyWhereNothingSaysMore) {
  std::vector<std::uint8_t> samples;
  for (int i = 0; i < 31 * 20; ++i) samples.push_back(static_cast<std::uint8_t>(i * i));
  const auto found = measure_light_box({31, 20, samples}, 2, 3);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->across, (TileRow{3, 0, 10, 0}));
  EXPECT_EQ(found->down, (TileRow{2, 0, 10, 0}));
}

TEST(GrayOf, IsTheSameWhetherOneChannelHoldsItOrThree) {
  const std::vector<std::uint8_t> values{10, 50, 112, 30};
  std::vector<std::uint8_t> colour;
  for (const std::uint8_t value : values) colour.insert(colour.end(), 3, value);
  const auto gray = gray_of(VoxelType::uint8, 1, std::as_bytes(std::span(values)));
  EXPECT_THAT(gray, testing::ElementsAre(0, 100, 255, 50));
  EXPECT_EQ(gray_of(VoxelType::uint8, 3, std::as_bytes(std::span(colour))), gray);
}

TEST(GrayOf, WhatIsNoNumberCountsAsNothing) {
  const std::vector<float> values{std::nanf(""), 1, 2, INFINITY};
  EXPECT_THAT(gray_of(VoxelType::float32, 1, std::as_bytes(std::span(values))),
              testing::ElementsAre(0, 127, 255, 0));
}

}  // namespace
}  // namespace scanetrix
