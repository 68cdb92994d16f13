// SPDX-License-Identifier: Apache-2.0
#include "render/draw_slice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::ElementsAre;

constexpr DisplayWindow kAsStored{"", 127.5, 255};  // Stored 0 … 255 are grays 0 … 255.

SliceVoxels slice_of(const std::vector<std::uint8_t>& values, Shape shape, int channels = 1) {
  return {shape, VoxelType::uint8, channels, 1, 0, std::as_bytes(std::span(values))};
}

TEST(DrawSlice, AtEqualSpacingsEveryPixelIsAVoxel) {
  const std::vector<std::uint8_t> values{10, 20, 30, 40, 50, 60};
  const auto picture = draw_slice(slice_of(values, {1, 2, 3}), {}, {5, 1, 1}, kAsStored, 512);
  EXPECT_EQ(picture.width, 3);
  EXPECT_EQ(picture.height, 2);
  EXPECT_THAT(picture.samples, ElementsAre(10, 20, 30, 40, 50, 60));
}

TEST(DrawSlice, FlippedAxesAreTurnedRound) {
  const std::vector<std::uint8_t> values{10, 20, 30, 40, 50, 60};
  const PlaneAxes turned{.right_flipped = true, .down_flipped = true};
  EXPECT_THAT(draw_slice(slice_of(values, {1, 2, 3}), turned, {1, 1, 1}, kAsStored, 512).samples,
              ElementsAre(60, 50, 40, 30, 20, 10));
}

TEST(DrawSlice, ACoronalCutOfThickSlicesIsStretchedToSquarePixels) {
  const std::vector<std::uint8_t> values{0, 0, 100, 100};  // Two slices, two columns.
  const PlaneAxes coronal{.through = 1, .right = 0, .down = 2, .down_flipped = true};
  const auto picture = draw_slice(slice_of(values, {2, 1, 2}), coronal, {4, 1, 1}, kAsStored, 512);
  EXPECT_EQ(picture.width, 2);
  EXPECT_EQ(picture.height, 8);
  EXPECT_EQ(picture.samples.front(), 100);  // Down is towards lower k.
  EXPECT_EQ(picture.samples.back(), 0);
}

TEST(DrawSlice, WindowAndSlopeDecideTheGray) {
  const std::vector<std::int16_t> stored{-2000, 0, 2000};
  const SliceVoxels voxels{{1, 1, 3}, VoxelType::int16, 1, 0.5, 40, std::as_bytes(std::span(stored))};
  EXPECT_THAT(draw_slice(voxels, {}, {1, 1, 1}, {"", 40, 400}, 512).samples, ElementsAre(0, 128, 255));
}

TEST(DrawSlice, InvertedShowsLowValuesBright) {
  const std::vector<std::uint8_t> values{0, 55, 255};
  SliceVoxels voxels = slice_of(values, {1, 1, 3});
  voxels.inverted = true;
  EXPECT_THAT(draw_slice(voxels, {}, {1, 1, 1}, kAsStored, 512).samples, ElementsAre(255, 200, 0));
}

TEST(DrawSlice, ColourStaysAsItIs) {
  const std::vector<std::uint8_t> values{1, 2, 3, 250, 251, 252};
  const auto picture = draw_slice(slice_of(values, {1, 1, 2}, 3), {}, {1, 1, 1}, {"", 0, 1}, 512);
  EXPECT_EQ(picture.channels, 3);
  EXPECT_THAT(picture.samples, ElementsAre(1, 2, 3, 250, 251, 252));
}

TEST(DrawSlice, ALargeSliceIsMadeSmallerInProportion) {
  const std::vector<std::uint8_t> values(100 * 50, 7);
  const auto picture = draw_slice(slice_of(values, {1, 50, 100}), {}, {1, 1, 1}, kAsStored, 20);
  EXPECT_EQ(picture.width, 20);
  EXPECT_EQ(picture.height, 10);
}

TEST(DrawSlice, LabelsAreDrawnInTheirColoursAndNeverMixed) {
  // Of thick slices, one above the other; 9 is not named.
  const std::vector<std::uint8_t> values{0, 1, 2, 9};
  SliceVoxels voxels = slice_of(values, {4, 1, 1});
  const std::vector<LabelValue> labels{{.value = 1, .color = {10, 20, 30}},
                                       {.value = 2, .color = {40, 50, 60}}};
  voxels.labels = labels;
  const PlaneAxes coronal{.through = 1, .right = 0, .down = 2};
  const auto picture = draw_slice(voxels, coronal, {2, 1, 1}, kAsStored, 512);
  EXPECT_EQ(picture.channels, 4);
  EXPECT_THAT(picture.samples, ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 10, 20, 30, 255, 10, 20, 30, 255,  //
                                           40, 50, 60, 255, 40, 50, 60, 255, 0, 0, 0, 0, 0, 0, 0, 0));
}

}  // namespace
}  // namespace scanetrix
