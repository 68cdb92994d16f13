// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

namespace scanetrix {

/// How the tiles of a sheet follow one another.
enum class TileOrder { row_major, column_major };

/// How a person says that a sheet of slices is laid out. 1 × 1 says that it is one picture.
struct LightBoxGrid {
  int rows = 1;
  int columns = 1;
  TileOrder order = TileOrder::row_major;

  [[nodiscard]] bool is_one_picture() const { return rows == 1 && columns == 1; }
  friend bool operator==(const LightBoxGrid&, const LightBoxGrid&) = default;
};

/// What a person says of the distances between voxels' centres, mm, all above 0.
struct EnteredSpacing {
  double row_mm = 1;               ///< Between neighbouring rows of a picture (y).
  double column_mm = 1;            ///< Between its columns (x).
  std::optional<double> slice_mm;  ///< Between slices; nothing where it is not known.

  friend bool operator==(const EnteredSpacing&, const EnteredSpacing&) = default;
};

/// What a person has decided about the files of one scan.
struct ScanDecisions {
  std::optional<LightBoxGrid> light_box;
  std::optional<EnteredSpacing> spacing;

  friend bool operator==(const ScanDecisions&, const ScanDecisions&) = default;
};

/// Within these, distances are taken from a person: a nanometre to a metre.
inline constexpr double kLeastSpacingMm = 1e-6;
inline constexpr double kMostSpacingMm = 1000;
/// Rows and columns of a sheet, each.
inline constexpr int kMostGridLines = 100;

}  // namespace scanetrix
