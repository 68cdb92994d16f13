// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "volume/series.h"

namespace scanetrix {

/// A gray picture of 8 bits, rows top to bottom, without gaps.
struct GrayView {
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::span<const std::uint8_t> samples;  ///< width × height.
};

/// Eight-bit gray of a picture, black at its least value and white at its greatest; NaN and Inf count as 0.
/// Gray stored in one channel or in three is the same gray. \param channels 1, or 3: 8 bits of red, green,
/// blue.
[[nodiscard]] std::vector<std::uint8_t> gray_of(VoxelType type, int channels, ByteView samples);

/// Equal tiles along one side of a sheet, in pixels: tile n starts at first + n · (tile + gutter).
struct TileRow {
  int count = 1;
  std::int64_t first = 0;
  std::int64_t tile = 0;
  std::int64_t gutter = 0;

  [[nodiscard]] std::int64_t start(std::int64_t n) const { return first + n * (tile + gutter); }
  friend bool operator==(const TileRow&, const TileRow&) = default;
};

/// Slices laid out on one picture, as on a film on a light box.
struct LightBox {
  TileRow across;         ///< The columns of the sheet.
  TileRow down;           ///< Its rows.
  double confidence = 1;  ///< 0 … 1; how alike neighbouring tiles are, and unlike what lies half a tile on.
  std::vector<bool> blank;  ///< Which tiles are of one colour, row by row.
  bool by_column = false;   ///< Neighbours below are clearly more alike than neighbours beside.

  /// How many tiles at the end of such an order are blank.
  [[nodiscard]] int blank_at_end(TileOrder order) const;
};

inline constexpr int kMostTilesAcross = 20;

/// Whether the picture is a sheet of slices, and where its tiles lie.
///
/// The evidence is the picture's resemblance to itself one tile on, across and down, which must stand out
/// against its resemblance half a tile on; lines of one colour at even distances, where there are any, say
/// where a tile ends. At least 2 × 2 tiles of at least 24 pixels; gutters of any one colour, or none; margins
/// of one colour around the sheet; blank tiles at its end.
///
/// None for anything else: one slice, a photograph, a page of text. When in doubt, none.
/// Cost: below a second; memory of about four bytes a pixel. Above 100 million pixels: none.
[[nodiscard]] std::optional<LightBox> detect_light_box(const GrayView& picture);

/// Where the tiles of a sheet lie whose rows and columns are known. What evidence there is decides on margins
/// and gutters; without any the picture is divided evenly, and pixels that are left over at its right and
/// lower edge are in no tile. None where a tile would have no pixel.
[[nodiscard]] std::optional<LightBox> measure_light_box(const GrayView& picture, int rows, int columns);

}  // namespace scanetrix
