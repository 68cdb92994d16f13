// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "volume/voxel_type.h"

namespace scanetrix {

/// One PNG's, JPEG's or TIFF's picture, known from its header alone, as it will be decoded. A TIFF may have
/// several pages, all of the same size and kind.
struct Picture {
  std::size_t file = 0;     ///< Index among the files given to ingest.
  std::string_view format;  ///< "PNG", "JPEG", "TIFF", "JPEG XL".
  std::int64_t width = 0;
  std::int64_t height = 0;
  int channels = 1;                   ///< 1 gray, 3 colour.
  VoxelType type = VoxelType::uint8;  ///< Colour is uint8 or uint16.
  bool lossy = false;
  bool has_alpha = false;  ///< The file has a transparency that decoding leaves out.
  bool inverted = false;   ///< Low values are meant to be shown bright (TIFF's white is zero).
  int orientation =
      1;  ///< EXIF's 1 … 8; decoding turns the picture upright. Width and height are upright already.

  /// TIFF: where each page's directory lies, in order; all frames' slices one after the other. Else empty.
  std::vector<std::uint64_t> pages;
  std::int64_t frames = 1;                        ///< Time points among the pages.
  int pages_left_out = 0;                         ///< Smaller copies and masks.
  bool scale_left_out = false;                    ///< ImageJ's calibration of the values was not applied.
  std::optional<std::array<double, 3>> voxel_mm;  ///< [z, y, x], where the file states it.

  [[nodiscard]] std::int64_t page_count() const {
    return pages.empty() ? 1 : static_cast<std::int64_t>(pages.size());
  }
  /// Of one page.
  [[nodiscard]] std::uint64_t bytes() const {
    return static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) *
           static_cast<std::uint64_t>(channels) * size_bytes(type);
  }
};

}  // namespace scanetrix
