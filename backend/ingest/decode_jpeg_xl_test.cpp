// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_jpeg_xl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/sample_jpeg_xl.h"

namespace scanetrix {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

PixelLayout layout_of(std::uint32_t rows, std::uint32_t columns, int allocated, int stored, int samples = 1) {
  return {.rows = rows,
          .columns = columns,
          .samples = samples,
          .bits_allocated = allocated,
          .bits_stored = stored,
          .high_bit = stored - 1,
          .photometric = samples == 3 ? Photometric::rgb : Photometric::monochrome2};
}

/// 24 × 16 values over all of `bits`.
std::vector<unsigned> noise(unsigned bits, std::size_t count = 384) {
  std::vector<unsigned> values;
  for (unsigned i = 0; i < count; ++i) values.push_back(i * 2654435761u >> 7 & ((1u << bits) - 1));
  return values;
}

std::vector<unsigned> words_of(const Bytes& stored, int allocated) {
  std::vector<unsigned> values;
  for (std::size_t i = 0; i < stored.size(); i += allocated == 8 ? 1 : 2)
    values.push_back(allocated == 8 ? std::to_integer<unsigned>(stored[i]) : load<std::uint16_t>(stored, i));
  return values;
}

TEST(DecodeJpegXl, GivesTheValuesThatWereCodedAtEveryDepth) {
  for (const unsigned bits : {1u, 7u, 8u, 10u, 12u, 15u, 16u})
    for (const bool in_boxes : {false, true}) {
      const auto values = noise(bits);
      const Bytes stream =
          jpeg_xl_file({.width = 24, .height = 16, .bits = bits, .in_boxes = in_boxes}, values);
      const int allocated = bits <= 8 ? 8 : 16;
      Bytes stored;
      const auto out = decode_jpeg_xl(stream, layout_of(16, 24, allocated, static_cast<int>(bits)), stored);
      ASSERT_TRUE(out) << out.error().message;
      EXPECT_EQ(out->bits_allocated, allocated);
      EXPECT_THAT(words_of(stored, allocated), ElementsAreArray(values)) << bits;
    }
}

TEST(DecodeJpegXl, ColourIsRgbByPixel) {
  const auto values = noise(8, 3 * 384);
  Bytes stored;
  const auto out = decode_jpeg_xl(jpeg_xl_file({.width = 24, .height = 16, .colors = 3}, values),
                                  layout_of(16, 24, 8, 8, 3), stored);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->photometric, Photometric::rgb);
  EXPECT_THAT(words_of(stored, 8), ElementsAreArray(values));
}

TEST(DecodeJpegXl, LossyComesNear) {
  std::vector<unsigned> values;
  for (unsigned y = 0; y < 64; ++y)
    for (unsigned x = 0; x < 64; ++x) values.push_back(40 + 2 * x + y);
  Bytes stored;
  const auto out = decode_jpeg_xl(jpeg_xl_file({.width = 64, .height = 64, .distance = 1}, values),
                                  layout_of(64, 64, 8, 8), stored);
  ASSERT_TRUE(out) << out.error().message;
  for (std::size_t i = 0; i < values.size(); ++i)
    ASSERT_NEAR(std::to_integer<int>(stored[i]), static_cast<int>(values[i]), 4) << i;
}

TEST(DecodeJpegXl, RefusesWhatTheDataSetDoesNotDescribe) {
  const Bytes stream = jpeg_xl_file({.width = 24, .height = 16, .bits = 12}, noise(12));
  Bytes stored;
  for (const PixelLayout& layout : {layout_of(16, 23, 16, 12), layout_of(17, 24, 16, 12),
                                    layout_of(16, 24, 8, 8), layout_of(16, 24, 16, 12, 3)})
    EXPECT_EQ(decode_jpeg_xl(stream, layout, stored).error().slug, "damaged");
}

TEST(DecodeJpegXl, NoCutStreamPassesAsWhole) {
  const Bytes stream = jpeg_xl_file({.width = 24, .height = 16, .bits = 12}, noise(12));
  Bytes stored;
  for (std::size_t size = 0; size < stream.size(); ++size) {
    const auto out = decode_jpeg_xl(ByteView(stream).first(size), layout_of(16, 24, 16, 12), stored);
    ASSERT_FALSE(out) << size;
    EXPECT_EQ(out.error().slug, "damaged") << size;
  }
}

TEST(DecodeJpegXlPicture, IsUprightWithoutItsAlpha) {
  const JpegXlSample sample{
      .width = 2, .height = 1, .colors = 3, .alpha = true, .orientation = JXL_ORIENT_ROTATE_90_CW};
  const Bytes file = jpeg_xl_file(sample, {1, 2, 3, 255, 4, 5, 6, 200});
  ASSERT_TRUE(sniff_jpeg_xl(file));
  const auto picture = inspect_jpeg_xl(file);
  ASSERT_TRUE(picture) << picture.error().message;
  EXPECT_EQ(picture->width, 1);
  EXPECT_EQ(picture->height, 2);
  EXPECT_FALSE(picture->lossy);
  Bytes samples(picture->bytes());
  const auto see_through = decode_jpeg_xl_picture(file, *picture, samples);
  ASSERT_TRUE(see_through) << see_through.error().message;
  EXPECT_TRUE(*see_through);
  EXPECT_THAT(words_of(samples, 8), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(DecodeJpegXlPicture, DeepGrayKeepsItsValues) {
  const Bytes file = jpeg_xl_file({.width = 2, .bits = 12}, {7, 4095});
  const auto picture = inspect_jpeg_xl(file);
  ASSERT_TRUE(picture) << picture.error().message;
  EXPECT_EQ(picture->type, VoxelType::uint16);
  Bytes samples(picture->bytes());
  ASSERT_TRUE(decode_jpeg_xl_picture(file, *picture, samples));
  EXPECT_THAT(words_of(samples, 16), ElementsAre(7, 4095));
}

}  // namespace
}  // namespace scanetrix
