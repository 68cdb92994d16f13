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

}  // namespace
}  // namespace scanetrix
