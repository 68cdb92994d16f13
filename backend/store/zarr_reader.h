// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "store/zarr_array.h"

namespace scanetrix {

/// Reads regions out of one level of a group that write_ome_zarr() made. Safe from any thread.
class ZarrReader {
 public:
  /// `level_directory` is DIRECTORY/0 and so on. \error not_found; internal when it is not as we write it.
  static Result<ZarrReader> open(const fs::path& level_directory);

  [[nodiscard]] Shape shape() const { return array_.shape; }
  [[nodiscard]] VoxelType type() const { return array_.type; }
  [[nodiscard]] int channels() const { return array_.channels; }
  [[nodiscard]] std::int64_t time_points() const { return array_.time_points; }

  /// Samples of voxels first … end (end exclusive, per axis), order [z, y, x, channel] as in Volume.
  /// Requires 0 <= first < end <= shape and 0 <= time < time_points(). Decompresses every brick that the
  /// region touches, on all cores.
  [[nodiscard]] Result<Bytes> read(Shape first, Shape end, std::int64_t time = 0) const;

 private:
  ZarrReader(ZarrArray array, MappedFile shard) : array_(array), shard_(std::move(shard)) {}
  Result<void> read_brick(std::int64_t time, Shape brick, Shape first, Shape end, Bytes& out) const;

  ZarrArray array_;
  MappedFile shard_;
};

}  // namespace scanetrix
