// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_tiff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/sample_tiff.h"

namespace scanetrix {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

template <typename Sample>
std::vector<std::uint8_t> raw(std::initializer_list<Sample> values) {
  std::vector<std::uint8_t> bytes(values.size() * sizeof(Sample));
  std::memcpy(bytes.data(), std::data(values), bytes.size());
  return bytes;
}

template <typename Sample>
std::vector<Sample> decoded(const Bytes& file, std::int64_t page = 0, bool expect_see_through = false) {
  EXPECT_TRUE(sniff_tiff(file));
  const auto picture = inspect_tiff(file);
  EXPECT_TRUE(picture) << picture.error().message;
  if (!picture) return {};
  std::vector<Sample> samples(picture->bytes() / sizeof(Sample));
  const auto outcome = decode_tiff(file, *picture, page, std::as_writable_bytes(std::span(samples)));
  EXPECT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome.value_or(!expect_see_through), expect_see_through);
  return samples;
}

template <typename Sample>
void expect_read(VoxelType type, int format) {
  const TiffSample sample{.bits = 8 * sizeof(Sample),
                          .format = format,
                          .bytes = raw<Sample>({Sample(1), Sample(-2), Sample(100), Sample(7)})};
  for (const char* mode : {"wl", "wb", "w8l", "w8b"}) {
    const Bytes file = tiff_file({sample}, mode);
    EXPECT_EQ(inspect_tiff(file)->type, type);
    EXPECT_THAT(decoded<Sample>(file), ElementsAre(Sample(1), Sample(-2), Sample(100), Sample(7))) << mode;
  }
}

TEST(DecodeTiff, ReadsEveryNumberTypeInEitherByteOrderAndBigTiff) {
  expect_read<std::uint8_t>(VoxelType::uint8, SAMPLEFORMAT_UINT);
  expect_read<std::int8_t>(VoxelType::int8, SAMPLEFORMAT_INT);
  expect_read<std::uint16_t>(VoxelType::uint16, SAMPLEFORMAT_UINT);
  expect_read<std::int16_t>(VoxelType::int16, SAMPLEFORMAT_INT);
  expect_read<std::uint32_t>(VoxelType::uint32, SAMPLEFORMAT_UINT);
  expect_read<std::int32_t>(VoxelType::int32, SAMPLEFORMAT_INT);
  expect_read<float>(VoxelType::float32, SAMPLEFORMAT_IEEEFP);
  expect_read<double>(VoxelType::float64, SAMPLEFORMAT_IEEEFP);
}

TEST(DecodeTiff, ExpandsFewBitsToEightAndKeepsTwelve) {
  EXPECT_THAT(decoded<std::uint8_t>(tiff_file({{.width = 3, .height = 1, .bits = 1, .bytes = {0b10100000}}})),
              ElementsAre(255, 0, 255));
  EXPECT_THAT(decoded<std::uint8_t>(tiff_file({{.width = 2, .height = 1, .bits = 4, .bytes = {0x3f}}})),
              ElementsAre(51, 255));
  EXPECT_THAT(
      decoded<std::uint16_t>(tiff_file({{.width = 2, .height = 1, .bits = 12, .bytes = {0xab, 0xc1, 0x23}}})),
      ElementsAre(0xabc, 0x123));
}

TEST(DecodeTiff, UnpacksWhatLosesNothing) {
  const auto bytes = raw<std::uint16_t>({1, 2, 3, 40000});
  for (const int compression :
       {COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_DEFLATE, COMPRESSION_PACKBITS})
    EXPECT_THAT(decoded<std::uint16_t>(tiff_file({{.bits = 16, .compression = compression, .bytes = bytes}})),
                ElementsAre(1, 2, 3, 40000))
        << compression;
  for (const int compression : {COMPRESSION_CCITTFAX3, COMPRESSION_CCITTFAX4, COMPRESSION_CCITTRLE})
    EXPECT_THAT(
        decoded<std::uint8_t>(tiff_file(
            {{.width = 8, .height = 1, .bits = 1, .compression = compression, .bytes = {0b11001010}}})),
        ElementsAre(255, 255, 0, 0, 255, 0, 255, 0))
        << compression;
}

TEST(DecodeTiff, ReadsJpegInsideInGrayAndColour) {
  const TiffSample gray{.width = 16,
                        .height = 16,
                        .compression = COMPRESSION_JPEG,
                        .bytes = std::vector<std::uint8_t>(256, 77)};
  EXPECT_TRUE(inspect_tiff(tiff_file({gray}))->lossy);
  EXPECT_THAT(decoded<std::uint8_t>(tiff_file({gray})), Each(77));
  TiffSample color = gray;
  color.channels = 3;
  color.photometric = PHOTOMETRIC_YCBCR;
  color.bytes.assign(3 * 256, 120);
  EXPECT_THAT(decoded<std::uint8_t>(tiff_file({color})), testing::AllOf(SizeIs(768), Each(120)));
}

TEST(DecodeTiff, ReadsTilesThatReachBeyondThePicture) {
  TiffSample sample{.width = 20, .height = 18, .bits = 16, .compression = COMPRESSION_LZW, .tile = 16};
  std::vector<std::uint16_t> expected;
  for (std::uint16_t i = 0; i < 20 * 18; ++i) expected.push_back(i);
  sample.bytes.resize(expected.size() * 2);
  std::memcpy(sample.bytes.data(), expected.data(), sample.bytes.size());
  EXPECT_EQ(decoded<std::uint16_t>(tiff_file({sample})), expected);
}

TEST(DecodeTiff, ReadsColourTogetherAndApart) {
  const TiffSample together{
      .width = 2, .height = 1, .channels = 3, .photometric = PHOTOMETRIC_RGB, .bytes = {1, 2, 3, 4, 5, 6}};
  EXPECT_THAT(decoded<std::uint8_t>(tiff_file({together})), ElementsAre(1, 2, 3, 4, 5, 6));
  TiffSample apart = together;
  apart.planar = true;
  apart.bytes = {1, 4, 2, 5, 3, 6};
  EXPECT_THAT(decoded<std::uint8_t>(tiff_file({apart})), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(DecodeTiff, LeavesAlphaOutAndSaysWhetherItShowed) {
  TiffSample sample{.width = 2, .height = 1, .channels = 2, .alpha = true, .bytes = {9, 255, 8, 255}};
  EXPECT_THAT(decoded<std::uint8_t>(tiff_file({sample})), ElementsAre(9, 8));
  sample.bytes[3] = 100;
  EXPECT_THAT(decoded<std::uint8_t>(tiff_file({sample}), 0, true), ElementsAre(9, 8));
}

TEST(DecodeTiff, ReadsPalettesAsGrayWhereTheyAre) {
  TiffSample sample{
      .width = 3, .height = 1, .bits = 2, .photometric = PHOTOMETRIC_PALETTE, .bytes = {0b01101100}};
  sample.palette = {0, 0x1000, 0x2000, 0x3000, 0, 0x1000, 0x2000, 0x3000, 0, 0x1000, 0x2000, 0x3000};
  EXPECT_THAT(decoded<std::uint8_t>(tiff_file({sample})), ElementsAre(0x10, 0x20, 0x30));
  sample.palette[1] = 0xff00;
  EXPECT_THAT(decoded<std::uint8_t>(tiff_file({sample})),
              ElementsAre(0xff, 0x10, 0x10, 0x20, 0x20, 0x20, 0x30, 0x30, 0x30));
}

TEST(DecodeTiff, WhereWhiteIsZeroTheValuesStay) {
  const Bytes file = tiff_file({{.photometric = PHOTOMETRIC_MINISWHITE, .bytes = {0, 1, 2, 255}}});
  EXPECT_TRUE(inspect_tiff(file)->inverted);
  EXPECT_THAT(decoded<std::uint8_t>(file), ElementsAre(0, 1, 2, 255));
}

TEST(DecodeTiff, TurnsThePictureAsItsTagSays) {
  const std::vector<std::vector<std::uint8_t>> upright{
      {1, 2, 3, 4, 5, 6}, {3, 2, 1, 6, 5, 4}, {6, 5, 4, 3, 2, 1}, {4, 5, 6, 1, 2, 3},
      {1, 4, 2, 5, 3, 6}, {4, 1, 5, 2, 6, 3}, {6, 3, 5, 2, 4, 1}, {3, 6, 2, 5, 1, 4}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Bytes file = tiff_file({{.width = 3, .orientation = orientation, .bytes = {1, 2, 3, 4, 5, 6}}});
    EXPECT_EQ(inspect_tiff(file)->width, orientation < 5 ? 3 : 2);
    EXPECT_EQ(decoded<std::uint8_t>(file), upright[static_cast<std::size_t>(orientation - 1)]) << orientation;
  }
}

TEST(DecodeTiff, PagesAreSlicesAndSmallCopiesAreLeftOut) {
  const Bytes file = tiff_file({{.bytes = {1, 1, 1, 1}},
                                {.width = 1, .height = 1, .subfile = FILETYPE_REDUCEDIMAGE, .bytes = {5}},
                                {.bytes = {2, 2, 2, 2}}});
  const auto picture = inspect_tiff(file);
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->page_count(), 2);
  EXPECT_EQ(picture->pages_left_out, 1);
  EXPECT_THAT(decoded<std::uint8_t>(file, 1), Each(2));
}

TEST(DecodeTiff, PagesOfDifferentSizesAreNoStack) {
  const auto picture =
      inspect_tiff(tiff_file({{.bytes = {1, 1, 1, 1}}, {.width = 1, .height = 1, .bytes = {5}}}));
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().slug, "mixed_sizes");
  EXPECT_THAT(picture.error().message, HasSubstr("page 2 has 1 × 1 pixels"));
}

std::vector<TiffSample> imagej_pages(std::size_t count, const std::string& description) {
  std::vector<TiffSample> pages(count, TiffSample{.resolution = 2, .bytes = {1, 2, 3, 4}});
  pages.front().description = description;
  return pages;
}

TEST(DecodeTiff, ImageJsUnitAndSpacingGiveTheScale) {
  const auto picture =
      inspect_tiff(tiff_file(imagej_pages(3, "ImageJ=1.53\nimages=3\nslices=3\nunit=micron\nspacing=4.0\n")));
  ASSERT_TRUE(picture && picture->voxel_mm);
  EXPECT_THAT(*picture->voxel_mm, ElementsAre(0.004, 0.0005, 0.0005));
}

TEST(DecodeTiff, ResolutionAloneIsForPrinters) {
  EXPECT_FALSE(inspect_tiff(tiff_file(imagej_pages(3, "A scan")))->voxel_mm);
  EXPECT_FALSE(
      inspect_tiff(tiff_file(imagej_pages(3, "ImageJ=1\nimages=3\nunit=inch\nspacing=1\n")))->voxel_mm);
}

TEST(DecodeTiff, ImageJsFramesAreTimePointsAndMustFitThePages) {
  EXPECT_EQ(inspect_tiff(tiff_file(imagej_pages(6, "ImageJ=1\nimages=6\nslices=3\nframes=2\n")))->frames, 2);
  EXPECT_FALSE(inspect_tiff(tiff_file(imagej_pages(5, "ImageJ=1\nimages=5\nslices=3\nframes=2\n"))));
  EXPECT_FALSE(inspect_tiff(tiff_file(imagej_pages(6, "ImageJ=1\nimages=6\nchannels=2\nslices=3\n"))));
}

TEST(DecodeTiff, SixteenBitColourKeepsAllItsBits) {
  for (const bool planar : {false, true}) {
    const TiffSample sample{.width = 1,
                            .height = 1,
                            .bits = 16,
                            .channels = 3,
                            .photometric = PHOTOMETRIC_RGB,
                            .planar = planar,
                            .bytes = raw<std::uint16_t>({1, 500, 65535})};
    EXPECT_THAT(decoded<std::uint16_t>(tiff_file({sample})), ElementsAre(1, 500, 65535)) << planar;
  }
}

TEST(DecodeTiff, RefusesByNameWhatItDoesNotRead) {
  const auto message_of = [](const TiffSample& sample) {
    const auto picture = inspect_tiff(tiff_file({sample}));
    return picture ? std::string() : picture.error().message;
  };
  EXPECT_EQ(message_of({.bits = 32,
                        .channels = 3,
                        .photometric = PHOTOMETRIC_RGB,
                        .bytes = std::vector<std::uint8_t>(48)}),
            "Colour TIFF files of 32 bits a channel in sample format 1 are not read.");
  EXPECT_EQ(
      message_of(
          {.channels = 4, .photometric = PHOTOMETRIC_SEPARATED, .bytes = std::vector<std::uint8_t>(16)}),
      "TIFF files with photometric interpretation 5 are not read.");
}

TEST(DecodeTiff, ACutFileIsDamagedOrGivesTheSamePixels) {
  std::vector<std::uint8_t> pixels;
  for (int i = 0; i < 256; ++i) pixels.push_back(static_cast<std::uint8_t>(i * 37));
  for (const int compression :
       {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_JPEG}) {
    const Bytes whole = tiff_file({{.width = 16, .height = 16, .compression = compression, .bytes = pixels}});
    const auto expected = decoded<std::uint8_t>(whole);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const ByteView cut = ByteView(whole).first(size);
      const auto picture = inspect_tiff(cut);
      if (!picture) continue;
      std::vector<std::uint8_t> samples(picture->bytes());
      if (decode_tiff(cut, *picture, 0, std::as_writable_bytes(std::span(samples)))) {
        EXPECT_EQ(samples, expected) << compression << ' ' << size;
      }
    }
  }
}

TEST(DecodeTiff, RefusesASizeThatTheFileCannotHold) {
  Bytes file = tiff_file({{.bytes = {1, 2, 3, 4}}});
  for (std::size_t i = 0; i + 12 <= file.size(); ++i) {
    const auto tag = load<std::uint16_t>(file, i);
    const auto type = load<std::uint16_t>(file, i + 2);
    if ((tag == TIFFTAG_IMAGEWIDTH || tag == TIFFTAG_IMAGELENGTH) && type == TIFF_SHORT)
      file[i + 8] = file[i + 9] = std::byte{0xff};
  }
  EXPECT_EQ(inspect_tiff(file).error().slug, "damaged");
}

}  // namespace
}  // namespace scanetrix
