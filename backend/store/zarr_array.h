// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "base/result.h"
#include "volume/volume.h"

namespace scanetrix {

/// A level as a Zarr v3 array of one shard, as its zarr.json says it (FORMAT.md). Spatial shapes are [z, y,
/// x].
struct ZarrArray {
  Shape shape;
  Shape brick;  ///< Of the shard's inner chunks; 1 along t, all channels.
  VoxelType type = VoxelType::int16;
  int channels = 1;              ///< 1, or 3: then an axis c stands before z.
  std::int64_t time_points = 1;  ///< More than 1: an axis t stands before all others.

  /// How many bricks lie along each axis of one time point.
  [[nodiscard]] Shape bricks() const {
    return {(shape.z + brick.z - 1) / brick.z, (shape.y + brick.y - 1) / brick.y,
            (shape.x + brick.x - 1) / brick.x};
  }
  [[nodiscard]] std::int64_t brick_count() const { return bricks().count() * time_points; }
  /// Of a brick before it is packed.
  [[nodiscard]] std::size_t brick_bytes() const {
    return static_cast<std::size_t>(brick.count() * channels) * size_bytes(type);
  }
  /// Of the shard's index, its checksum included.
  [[nodiscard]] std::size_t index_bytes() const {
    return static_cast<std::size_t>(brick_count()) * 16 + sizeof(std::uint32_t);
  }
  /// Where the shard lies below the array's folder.
  [[nodiscard]] std::string shard_path() const;
  /// zarr.json.
  [[nodiscard]] std::string metadata() const;

  /// Takes any brick that metadata() may have written, so that older packages stay readable.
  /// \error internal  Not as we write it.
  static Result<ZarrArray> parse(std::string_view metadata);
};

/// Zarr v3 sharding: both halves of the index entry of a brick that is not stored.
inline constexpr std::uint64_t kAbsentBrick = std::numeric_limits<std::uint64_t>::max();

/// How a level of this form is cut: 32 voxels along each axis, or what there is. Of slices so large that 32
/// of them are much memory (over 2^23 voxels) 16 along z.
[[nodiscard]] Shape brick_of(const Shape& level);

}  // namespace scanetrix
