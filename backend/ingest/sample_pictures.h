// SPDX-License-Identifier: Apache-2.0
#pragma once

// PNG and JPEG files for tests, written by the libraries themselves.

#include <gtest/gtest.h>
#include <png.h>

#include <cstdio>
// After cstdio, which libjpeg forgets.
#include <jpeglib.h>

#include <cstdlib>
#include <vector>

#include "base/bytes.h"

namespace scanetrix {

struct PngSample {
  unsigned width = 1;
  unsigned height = 1;
  int bits = 8;
  int color_type = PNG_COLOR_TYPE_GRAY;
  bool interlaced = false;
  std::vector<png_color> palette = {};
};

/// `rows`: as PNG stores them, 16 bits with the high byte first, height × bytes of a row.
inline Bytes png_file(const PngSample& sample, std::vector<std::uint8_t> rows) {
  Bytes file;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &file,
      [](png_structp p, png_bytep data, std::size_t count) {
        auto* out = static_cast<Bytes*>(png_get_io_ptr(p));
        const auto* bytes = reinterpret_cast<const std::byte*>(data);
        out->insert(out->end(), bytes, bytes + count);
      },
      [](png_structp) {});
  png_set_IHDR(png, info, sample.width, sample.height, sample.bits, sample.color_type,
               sample.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  if (!sample.palette.empty())
    png_set_PLTE(png, info, sample.palette.data(), static_cast<int>(sample.palette.size()));
  png_write_info(png, info);
  std::vector<png_bytep> starts(sample.height);
  for (std::size_t y = 0; y < sample.height; ++y) starts[y] = rows.data() + y * rows.size() / sample.height;
  png_write_image(png, starts.data());
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return file;
}

/// 8 bits; `channels` 1, 3 (RGB) or 4 (CMYK). `exif`: a whole APP1 segment's content, or empty.
inline Bytes jpeg_file(unsigned width, unsigned height, int channels, std::vector<std::uint8_t> pixels,
                       std::string_view exif = {}, bool progressive = false) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* data = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &data, &size);
  jpeg.image_width = width;
  jpeg.image_height = height;
  jpeg.input_components = channels;
  jpeg.in_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 100, TRUE);
  if (progressive) jpeg_simple_progression(&jpeg);
  for (int c = 0; c < jpeg.num_components; ++c)
    jpeg.comp_info[c].h_samp_factor = jpeg.comp_info[c].v_samp_factor = 1;
  jpeg_start_compress(&jpeg, TRUE);
  if (!exif.empty())
    jpeg_write_marker(&jpeg, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(exif.data()),
                      static_cast<unsigned>(exif.size()));
  for (std::size_t y = 0; y < height; ++y) {
    JSAMPROW row = pixels.data() + y * width * static_cast<std::size_t>(channels);
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  Bytes file(bytes, bytes + size);
  std::free(data);
  return file;
}

}  // namespace scanetrix
