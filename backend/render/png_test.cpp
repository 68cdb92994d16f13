// SPDX-License-Identifier: Apache-2.0
#include "render/png.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <png.h>

namespace scanetrix {
namespace {

TEST(EncodePng, IsReadBackSampleBySample) {
  const Picture picture{3, 2, 3, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 255}};
  const auto file = encode_png(picture);
  ASSERT_TRUE(file) << file.error().message;

  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  ASSERT_TRUE(png_image_begin_read_from_memory(&image, file->data(), file->size()));
  EXPECT_EQ(image.width, 3u);
  EXPECT_EQ(image.height, 2u);
  image.format = PNG_FORMAT_RGB;
  std::vector<std::uint8_t> samples(PNG_IMAGE_SIZE(image));
  ASSERT_TRUE(png_image_finish_read(&image, nullptr, samples.data(), 0, nullptr));
  EXPECT_EQ(samples, picture.samples);
}

TEST(OnBlack, LeavesAlphaOut) {
  const Picture picture = on_black({2, 1, 4, {9, 8, 7, 0, 1, 2, 3, 255}});
  EXPECT_EQ(picture.channels, 3);
  EXPECT_THAT(picture.samples, testing::ElementsAre(0, 0, 0, 1, 2, 3));
}

/// The first text of a file as libpng reads it: keyword and words.
std::pair<std::string, std::string> text_in(const Bytes& file) {
  struct Reading {
    ByteView rest;
  } reading{file};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_read_fn(png, &reading, [](png_structp self, png_bytep to, png_size_t count) {
    auto& from = *static_cast<Reading*>(png_get_io_ptr(self));
    std::memcpy(to, from.rest.data(), count);
    from.rest = from.rest.subspan(count);
  });
  png_read_info(png, info);
  png_textp texts = nullptr;
  int count = 0;
  png_get_text(png, info, &texts, &count);
  std::pair<std::string, std::string> first;
  if (count > 0) first = {texts[0].key, texts[0].text};
  png_destroy_read_struct(&png, &info, nullptr);
  return first;
}

TEST(EncodePng, KeepsACommentWhereThereIsOne) {
  const auto file = encode_png({1, 1, 1, {7}, "Interpolated."});
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(text_in(*file), std::pair(std::string("Comment"), std::string("Interpolated.")));
  EXPECT_EQ(text_in(*encode_png({1, 1, 1, {7}})), std::pair(std::string(), std::string()));
}

}  // namespace
}  // namespace scanetrix
