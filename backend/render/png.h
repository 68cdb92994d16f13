// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace scanetrix {

/// A picture of 8 bits a sample, rows from the top, no padding.
struct Picture {
  int width = 0;
  int height = 0;
  int channels = 1;  ///< 1 gray, 3 red green blue, 4 with alpha (0 is clear).
  std::vector<std::uint8_t> samples;
  std::string comment = {};  ///< What a reader of the file must know, in ASCII; may be empty.
};

/// Without alpha; what was clear is black.
[[nodiscard]] Picture on_black(Picture picture);

/// The picture as a PNG file; its comment in a chunk tEXt under "Comment" (PNG 11.3.3.2). \error internal
/// libpng could not.
Result<Bytes> encode_png(const Picture& picture);

}  // namespace scanetrix
