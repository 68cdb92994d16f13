// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace scanetrix {

struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

enum class RangeVerdict {
  whole,  ///< No range, several, or another unit: send everything (RFC 9110 section 14.2 lets us).
  partial,
  unsatisfiable,  ///< 416.
};

/// What a Range header asks of a body of `size` bytes (RFC 9110 section 14.1.2). Fills `range` when partial.
[[nodiscard]] RangeVerdict parse_range(std::string_view header, std::uint64_t size, ByteRange& range);

}  // namespace scanetrix
