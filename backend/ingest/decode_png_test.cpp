// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_png.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/sample_pictures.h"

namespace scanetrix {
namespace {

using testing::ElementsAre;

template <typename Sample>
std::vector<Sample> decoded(const Bytes& file, bool expect_see_through = false) {
  EXPECT_TRUE(sniff_png(file));
  const auto picture = inspect_png(file);
  EXPECT_TRUE(picture) << picture.error().message;
  if (!picture) return {};
  std::vector<Sample> samples(picture->bytes() / sizeof(Sample));
  const auto see_through = decode_png(file, *picture, std::as_writable_bytes(std::span(samples)));
  EXPECT_TRUE(see_through) << see_through.error().message;
  EXPECT_EQ(see_through.value_or(!expect_see_through), expect_see_through);
  return samples;
}

TEST(DecodePng, ReadsSixteenBitsInOurByteOrder) {
  const Bytes file = png_file({.width = 2, .bits = 16}, {0x12, 0x34, 0xff, 0xfe});
  EXPECT_THAT(decoded<std::uint16_t>(file), ElementsAre(0x1234, 0xfffe));
}

TEST(DecodePng, ExpandsFewBitsToEight) {
  EXPECT_THAT(decoded<std::uint8_t>(png_file({.width = 3, .bits = 1}, {0b10100000})),
              ElementsAre(255, 0, 255));
  EXPECT_THAT(decoded<std::uint8_t>(png_file({.width = 2, .bits = 4}, {0x0f})), ElementsAre(0, 255));
}

TEST(DecodePng, ReadsColourAndInterlacing) {
  const PngSample sample{.width = 2, .height = 2, .color_type = PNG_COLOR_TYPE_RGB, .interlaced = true};
  EXPECT_THAT(decoded<std::uint8_t>(png_file(sample, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})),
              ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
}

TEST(DecodePng, ReadsPalettesAsGrayWhereTheyAre) {
  const PngSample gray{
      .width = 2, .color_type = PNG_COLOR_TYPE_PALETTE, .palette = {{9, 9, 9}, {70, 70, 70}}};
  EXPECT_THAT(decoded<std::uint8_t>(png_file(gray, {1, 0})), ElementsAre(70, 9));
  const PngSample color{
      .width = 2, .color_type = PNG_COLOR_TYPE_PALETTE, .palette = {{9, 9, 9}, {70, 70, 0}}};
  EXPECT_THAT(decoded<std::uint8_t>(png_file(color, {1, 0})), ElementsAre(70, 70, 0, 9, 9, 9));
}

TEST(DecodePng, LeavesAlphaOutAndSaysWhetherItShowed) {
  const PngSample sample{.width = 2, .color_type = PNG_COLOR_TYPE_GRAY_ALPHA};
  EXPECT_THAT(decoded<std::uint8_t>(png_file(sample, {7, 255, 8, 255}), false), ElementsAre(7, 8));
  EXPECT_THAT(decoded<std::uint8_t>(png_file(sample, {7, 255, 8, 0}), true), ElementsAre(7, 8));
}

TEST(DecodePng, SixteenBitColourKeepsAllItsBits) {
  const Bytes file =
      png_file({.bits = 16, .color_type = PNG_COLOR_TYPE_RGB_ALPHA}, {0, 1, 2, 3, 4, 5, 0xff, 0xff});
  EXPECT_EQ(inspect_png(file)->channels, 3);
  EXPECT_THAT(decoded<std::uint16_t>(file), ElementsAre(1, 0x203, 0x405));
}

TEST(DecodePng, NoCutFilePassesAsWhole) {
  const Bytes file = png_file({.width = 3, .height = 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  for (std::size_t size = 0; size < file.size(); ++size) {
    const ByteView cut = ByteView(file).first(size);
    const auto picture = inspect_png(cut);
    if (!picture) continue;
    Bytes samples(picture->bytes());
    EXPECT_FALSE(decode_png(cut, *picture, samples)) << size;
  }
}

TEST(DecodePng, RefusesASizeThatTheFileCannotHold) {
  Bytes file = png_file({.width = 3, .height = 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  file[16] = file[20] = std::byte{0};
  file[18] = file[22] = std::byte{0xff};  // 65283 by 65283; the checksum is wrong too.
  EXPECT_EQ(inspect_png(file).error().slug, "damaged");
}

}  // namespace
}  // namespace scanetrix
