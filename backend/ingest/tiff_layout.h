// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "base/result.h"
#include "ingest/tiff_file.h"
#include "volume/voxel_type.h"

namespace scanetrix {

/// How one page's samples are stored.
struct TiffLayout {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int bits = 1;
  int stored_channels = 1;
  int channels = 1;
  VoxelType type = VoxelType::uint8;
  std::uint16_t photometric = 0;
  std::uint16_t compression = 0;
  bool planar = false;
  bool has_alpha = false;
  int orientation = 1;
  std::array<std::array<std::uint8_t, 256>, 3> palette{};

  [[nodiscard]] bool is_palette() const { return photometric == PHOTOMETRIC_PALETTE; }
  [[nodiscard]] std::uint64_t bytes() const {
    return std::uint64_t{width} * height * static_cast<std::uint64_t>(channels) * size_bytes(type);
  }
};

/// Of the page at which the file stands.
/// \error bad_input "damaged"; unsupported "unsupported_pixel_format": by name; too_large "too_large"
[[nodiscard]] Result<TiffLayout> read_tiff_layout(const TiffFile& file);

}  // namespace scanetrix
