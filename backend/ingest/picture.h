// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace scanetrix {

/// One PNG's or JPEG's picture, known from its header alone, as it will be decoded.
struct Picture {
  std::size_t file = 0;  ///< Index among the files given to ingest.
  std::int64_t width = 0;
  std::int64_t height = 0;
  int channels = 1;  ///< 1 gray, 3 colour.
  int bits = 8;      ///< 8 or 16; 16 is gray only.
  bool lossy = false;
  bool has_alpha = false;  ///< The file has a transparency that decoding leaves out.
  int orientation =
      1;  ///< EXIF's 1 … 8; decoding turns the picture upright. Width and height are upright already.

  [[nodiscard]] std::uint64_t bytes() const {
    return static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) *
           static_cast<std::uint64_t>(channels * (bits / 8));
  }
};

}  // namespace scanetrix
