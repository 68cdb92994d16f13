// SPDX-License-Identifier: Apache-2.0
#include "ingest/turn_upright.h"

#include <cstring>

namespace scanetrix {

void turn_upright(ByteView stored, std::size_t width, std::size_t height, std::size_t bytes_per_pixel,
                  int orientation, std::span<std::byte> upright) {
  const bool transposed = orientation >= 5;
  const std::size_t upright_width = transposed ? height : width;
  const std::size_t upright_height = transposed ? width : height;
  const bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  for (std::size_t y = 0; y < upright_height; ++y)
    for (std::size_t x = 0; x < upright_width; ++x) {
      const std::size_t column = transposed ? y : x;
      const std::size_t row = transposed ? x : y;
      const std::size_t from =
          (from_bottom ? height - 1 - row : row) * width + (from_right ? width - 1 - column : column);
      std::memcpy(upright.data() + (y * upright_width + x) * bytes_per_pixel,
                  stored.data() + from * bytes_per_pixel, bytes_per_pixel);
    }
}

}  // namespace scanetrix
