// SPDX-License-Identifier: Apache-2.0
#pragma once

// JPEG XL files for tests, written by libjxl.

#include <gtest/gtest.h>
#include <jxl/encode.h>
#include <jxl/encode_cxx.h>

#include <vector>

#include "base/bytes.h"

namespace scanetrix {

struct JpegXlSample {
  std::uint32_t width = 1;
  std::uint32_t height = 1;
  std::uint32_t bits = 8;
  std::uint32_t colors = 1;  ///< 1 or 3.
  bool alpha = false;
  JxlOrientation orientation = JXL_ORIENT_IDENTITY;
  float distance = 0;  ///< 0: lossless.
  bool in_boxes = false;
};

/// `values` of 0 … 2^bits − 1, [y, x, channel].
inline Bytes jpeg_xl_file(const JpegXlSample& sample, const std::vector<unsigned>& values) {
  const auto encoder = JxlEncoderMake(nullptr);
  JxlBasicInfo info;
  JxlEncoderInitBasicInfo(&info);
  info.xsize = sample.width;
  info.ysize = sample.height;
  info.bits_per_sample = sample.bits;
  info.num_color_channels = sample.colors;
  info.num_extra_channels = sample.alpha ? 1 : 0;
  info.alpha_bits = sample.alpha ? sample.bits : 0;
  info.orientation = sample.orientation;
  info.uses_original_profile = sample.distance == 0 ? JXL_TRUE : JXL_FALSE;
  JxlEncoderUseContainer(encoder.get(), sample.in_boxes);
  EXPECT_EQ(JxlEncoderSetBasicInfo(encoder.get(), &info), JXL_ENC_SUCCESS);
  JxlColorEncoding color{};
  JxlColorEncodingSetToSRGB(&color, sample.colors == 1);
  EXPECT_EQ(JxlEncoderSetColorEncoding(encoder.get(), &color), JXL_ENC_SUCCESS);
  JxlEncoderFrameSettings* settings = JxlEncoderFrameSettingsCreate(encoder.get(), nullptr);
  if (sample.distance == 0)
    JxlEncoderSetFrameLossless(settings, JXL_TRUE);
  else
    JxlEncoderSetFrameDistance(settings, sample.distance);
  const unsigned most = (1u << sample.bits) - 1;
  std::vector<std::uint16_t> words;
  for (const unsigned value : values)
    words.push_back(static_cast<std::uint16_t>((value * 65535u + most / 2) / most));
  const JxlPixelFormat format{sample.colors + (sample.alpha ? 1u : 0u), JXL_TYPE_UINT16, JXL_LITTLE_ENDIAN,
                              0};
  EXPECT_EQ(JxlEncoderAddImageFrame(settings, &format, words.data(), words.size() * 2), JXL_ENC_SUCCESS);
  JxlEncoderCloseInput(encoder.get());
  Bytes bytes(1 << 16);
  auto* next = reinterpret_cast<std::uint8_t*>(bytes.data());
  std::size_t left = bytes.size();
  EXPECT_EQ(JxlEncoderProcessOutput(encoder.get(), &next, &left), JXL_ENC_SUCCESS);
  bytes.resize(bytes.size() - left);
  return bytes;
}

}  // namespace scanetrix
