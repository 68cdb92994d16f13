// SPDX-License-Identifier: Apache-2.0
#include "ingest/pixel_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::ElementsAre;

PixelLayout gray(int allocated, int stored, int high_bit, bool is_signed, std::uint32_t columns) {
  return {.rows = 1,
          .columns = columns,
          .bits_allocated = allocated,
          .bits_stored = stored,
          .high_bit = high_bit,
          .is_signed = is_signed};
}

template <typename Sample, typename Word>
std::vector<Sample> unpacked(const PixelLayout& layout, std::vector<Word> words) {
  std::vector<Sample> samples(layout.decoded_bytes() / sizeof(Sample));
  unpack_samples(layout, std::as_bytes(std::span(words)), std::as_writable_bytes(std::span(samples)));
  return samples;
}

TEST(UnpackSamples, ExtendsTheSignFromBitsStored) {
  const auto samples =
      unpacked<std::int16_t, std::uint16_t>(gray(16, 12, 11, true, 3), {0x0fff, 0x07ff, 0x0800});
  EXPECT_THAT(samples, ElementsAre(-1, 2047, -2048));
}

TEST(UnpackSamples, MasksJunkAboveHighBit) {
  const auto samples = unpacked<std::uint16_t, std::uint16_t>(gray(16, 12, 11, false, 2), {0xf123, 0xa000});
  EXPECT_THAT(samples, ElementsAre(0x123, 0));
}

TEST(UnpackSamples, ShiftsDownWhatLiesHigher) {
  const auto samples = unpacked<std::int16_t, std::uint16_t>(gray(16, 12, 15, true, 2), {0xfff7, 0x1238});
  EXPECT_THAT(samples, ElementsAre(-1, 0x123));
}

TEST(UnpackSamples, TakesWholeWordsAsTheyAre) {
  EXPECT_THAT((unpacked<std::int16_t, std::uint16_t>(gray(16, 16, 15, true, 2), {0x8000, 0x7fff})),
              ElementsAre(-32768, 32767));
  EXPECT_THAT((unpacked<std::int8_t, std::uint8_t>(gray(8, 8, 7, true, 2), {0x80, 0x7f})),
              ElementsAre(-128, 127));
}

TEST(UnpackSamples, PutsPlanesTogether) {
  PixelLayout layout = gray(8, 8, 7, false, 2);
  layout.samples = 3;
  layout.photometric = Photometric::rgb;
  layout.planar = true;
  EXPECT_THAT((unpacked<std::uint8_t, std::uint8_t>(layout, {1, 2, 3, 4, 5, 6})),
              ElementsAre(1, 3, 5, 2, 4, 6));
}

TEST(UnpackSamples, TurnsHalfWidthColourIntoRgb) {
  PixelLayout layout = gray(8, 8, 7, false, 2);
  layout.samples = 3;
  layout.photometric = Photometric::ybr_full_422;
  // Red (76, 85, 255) and the same colour a little brighter.
  EXPECT_THAT((unpacked<std::uint8_t, std::uint8_t>(layout, {76, 86, 85, 255})),
              ElementsAre(254, 0, 0, 255, 10, 10));
}

TEST(UnpackSamples, PackedBitsComeLowestFirst) {
  EXPECT_THAT((unpacked<std::uint8_t, std::uint8_t>(gray(1, 1, 0, false, 10), {0b01100101, 0b10})),
              ElementsAre(1, 0, 1, 0, 0, 1, 1, 0, 0, 1));
  EXPECT_THAT((unpacked<std::int16_t, std::uint8_t>(gray(12, 12, 11, true, 2), {0x23, 0xf1, 0xff})),
              ElementsAre(0x123, -1));
}

TEST(UnpackSamples, AFrameOfPackedBitsMayBeginInsideAByte) {
  const PixelLayout layout = gray(1, 1, 0, false, 4);
  const std::array<std::uint8_t, 1> stored{0b10110100};
  std::array<std::uint8_t, 4> samples{};
  unpack_samples(layout, std::as_bytes(std::span(stored)), std::as_writable_bytes(std::span(samples)), 3);
  EXPECT_THAT(samples, ElementsAre(0, 1, 1, 0));
}

TEST(UnpackSamples, SixtyFourBitsBecomeDoubles) {
  EXPECT_THAT(
      (unpacked<double, std::uint64_t>(gray(64, 40, 39, true, 2), {0xff00000000000005, 0xffffffffff})),
      ElementsAre(5, -1));
}

TEST(UnpackSamples, FloatsAreTakenAsTheyAre) {
  PixelLayout layout = gray(32, 32, 31, false, 2);
  layout.is_float = true;
  EXPECT_THAT((unpacked<float, float>(layout, {1.5f, -2.25f})), ElementsAre(1.5f, -2.25f));
}

TEST(UnpackSamples, ColourWithAnEmptyUpperByteIsEightBits) {
  PixelLayout layout = gray(16, 8, 7, false, 1);
  layout.samples = 3;
  layout.photometric = Photometric::rgb;
  ASSERT_TRUE(check_layout(layout));
  EXPECT_THAT((unpacked<std::uint8_t, std::uint16_t>(layout, {1, 2, 3})), ElementsAre(1, 2, 3));
}

TEST(UnpackSamples, OfDeepColourTheHighestEightBitsAreKept) {
  PixelLayout layout = gray(16, 16, 15, false, 1);
  layout.samples = 3;
  layout.photometric = Photometric::rgb;
  ASSERT_TRUE(check_layout(layout));
  EXPECT_THAT((unpacked<std::uint8_t, std::uint16_t>(layout, {0x12ff, 0xffff, 0x00ff})),
              ElementsAre(0x12, 0xff, 0));
  layout.bits_stored = 12;
  layout.high_bit = 13;
  EXPECT_THAT((unpacked<std::uint8_t, std::uint16_t>(layout, {0xc123 << 2 & 0xffff, 0x3ffc, 0x3})),
              ElementsAre(0x12, 0xff, 0));
}

TEST(UnpackSamples, ColourOfFewBitsGoesFromBlackToWhite) {
  PixelLayout layout = gray(8, 4, 3, false, 1);
  layout.samples = 3;
  layout.photometric = Photometric::rgb;
  ASSERT_TRUE(check_layout(layout));
  EXPECT_THAT((unpacked<std::uint8_t, std::uint8_t>(layout, {0, 15, 5})), ElementsAre(0, 255, 85));
}

TEST(UnpackSamples, ThePartialRangeIsStretched) {
  PixelLayout layout = gray(8, 8, 7, false, 2);
  layout.samples = 3;
  layout.photometric = Photometric::ybr_partial_422;
  EXPECT_THAT((unpacked<std::uint8_t, std::uint8_t>(layout, {16, 235, 128, 128})),
              ElementsAre(0, 0, 0, 255, 255, 255));
}

TEST(CheckLayout, NamesWhatIsNotRead) {
  PixelLayout layout = gray(48, 48, 47, false, 2);
  EXPECT_EQ(check_layout(layout).error().message, "Pixels of 48 bits are not read.");
  layout = gray(16, 16, 15, true, 2);
  layout.samples = 3;
  layout.photometric = Photometric::rgb;
  EXPECT_EQ(check_layout(layout).error().slug, "unsupported_pixel_format");
}

TEST(CheckLayout, RefusesNumbersThatContradictEachOther) {
  EXPECT_EQ(check_layout(gray(16, 12, 10, false, 2)).error().slug, "damaged");
  EXPECT_EQ(check_layout(gray(8, 12, 11, false, 2)).error().slug, "damaged");
  EXPECT_EQ(check_layout(gray(16, 0, 15, false, 2)).error().slug, "damaged");
  EXPECT_EQ(check_layout(gray(16, 16, 15, false, 0)).error().slug, "damaged");
  PixelLayout layout = gray(8, 8, 7, false, 2);
  layout.samples = 3;
  EXPECT_EQ(check_layout(layout).error().slug, "damaged");
}

}  // namespace
}  // namespace scanetrix
