// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace scanetrix {

/// A picture of 8 bits a sample, rows from the top, no padding.
struct Picture {
  int width = 0;
  int height = 0;
  int channels = 1;  ///< 1 gray, 3 red green blue.
  std::vector<std::uint8_t> samples;
};

/// The picture as a PNG file. \error internal  libpng could not.
Result<Bytes> encode_png(const Picture& picture);

}  // namespace scanetrix
