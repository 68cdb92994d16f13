// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_jpeg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/sample_pictures.h"

namespace scanetrix {
namespace {

using testing::ElementsAre;
using namespace std::string_view_literals;

/// 16 × 8: dark on the left half, bright on the right; the lower right quarter middle gray.
std::vector<std::uint8_t> three_tones() {
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < 8; ++y)
    for (int x = 0; x < 16; ++x) pixels.push_back(x < 8 ? 20 : y < 4 ? 220 : 120);
  return pixels;
}

Bytes decoded(const Bytes& file) {
  EXPECT_TRUE(sniff_jpeg(file));
  const auto picture = inspect_jpeg(file);
  EXPECT_TRUE(picture) << picture.error().message;
  if (!picture) return {};
  Bytes samples(picture->bytes());
  const auto outcome = decode_jpeg(file, *picture, samples);
  EXPECT_TRUE(outcome) << outcome.error().message;
  return samples;
}

int at(const Bytes& samples, std::size_t index) {
  return std::to_integer<int>(samples[index]);
}

TEST(DecodeJpeg, ReadsGray) {
  const Bytes samples = decoded(jpeg_file(16, 8, 1, three_tones()));
  ASSERT_EQ(samples.size(), 128u);
  EXPECT_NEAR(at(samples, 0), 20, 3);
  EXPECT_NEAR(at(samples, 15), 220, 3);
  EXPECT_NEAR(at(samples, 127), 120, 3);
}

TEST(DecodeJpeg, ReadsColourAndProgressive) {
  std::vector<std::uint8_t> red;
  for (int i = 0; i < 64; ++i) red.insert(red.end(), {200, 10, 30});
  const Bytes samples = decoded(jpeg_file(8, 8, 3, red, {}, true));
  ASSERT_EQ(samples.size(), 192u);
  EXPECT_NEAR(at(samples, 0), 200, 4);
  EXPECT_NEAR(at(samples, 1), 10, 4);
  EXPECT_NEAR(at(samples, 2), 30, 4);
}

TEST(DecodeJpeg, TurnsThePictureAsExifSays) {
  const auto corners = [](int orientation) {
    std::string exif("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0?\0\0\0\0\0\0\0"sv);
    exif[24] = static_cast<char>(orientation);
    const Bytes file = jpeg_file(16, 8, 1, three_tones(), exif);
    const auto picture = inspect_jpeg(file);
    EXPECT_EQ(picture->width, orientation < 5 ? 16 : 8);
    const Bytes samples = decoded(file);
    const auto width = static_cast<std::size_t>(picture->width);
    std::string tones;  // Top left, top right, bottom left, bottom right.
    for (const std::size_t index : {std::size_t{0}, width - 1, samples.size() - width, samples.size() - 1})
      tones += at(samples, index) < 70 ? 'd' : at(samples, index) < 170 ? 'm' : 'b';
    return tones;
  };
  EXPECT_EQ(corners(1), "dbdm");
  EXPECT_EQ(corners(2), "bdmd");
  EXPECT_EQ(corners(3), "mdbd");
  EXPECT_EQ(corners(4), "dmdb");
  EXPECT_EQ(corners(5), "ddbm");
  EXPECT_EQ(corners(6), "ddmb");
  EXPECT_EQ(corners(7), "mbdd");
  EXPECT_EQ(corners(8), "bmdd");
}

TEST(DecodeJpeg, MixesInksToColour) {
  // libjpeg writes Adobe's marker with CMYK: the values say how much of an ink is missing.
  std::vector<std::uint8_t> pixels;
  for (int i = 0; i < 64; ++i) pixels.insert(pixels.end(), {255, 128, 0, 200});
  const Bytes samples = decoded(jpeg_file(8, 8, 4, pixels));
  ASSERT_EQ(samples.size(), 192u);
  EXPECT_NEAR(at(samples, 0), 200, 4);
  EXPECT_NEAR(at(samples, 1), 100, 4);
  EXPECT_NEAR(at(samples, 2), 0, 4);
}

TEST(DecodeJpeg, RefusesTwelveBitsByName) {
  Bytes file = jpeg_file(8, 8, 1, std::vector<std::uint8_t>(64, 9));
  for (std::size_t i = 0; i + 4 < file.size(); ++i)
    if (at(file, i) == 0xff && (at(file, i + 1) == 0xc0 || at(file, i + 1) == 0xc1))
      file[i + 4] = std::byte{12};
  EXPECT_EQ(inspect_jpeg(file).error().message, "JPEG files of 12 bits are not read yet.");
}

TEST(DecodeJpeg, NoCutFilePassesAsWhole) {
  const Bytes file = jpeg_file(16, 8, 1, three_tones());
  for (std::size_t size = 0; size + 2 < file.size(); ++size) {
    const ByteView cut = ByteView(file).first(size);
    const auto picture = inspect_jpeg(cut);
    if (!picture) continue;
    Bytes samples(picture->bytes());
    EXPECT_FALSE(decode_jpeg(cut, *picture, samples)) << size;
  }
}

}  // namespace
}  // namespace scanetrix
