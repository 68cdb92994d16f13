// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "store/pyramid.h"
#include "volume/volume.h"

namespace scanetrix {

/// One level as it lies on disk.
struct ZarrLevel {
  std::string path;  ///< Folder below the group: "0", "1", …
  Shape shape;
  std::array<int, 3> factor;  ///< [z, y, x]
};

/// Writes a volume and its pyramid as an OME-Zarr 0.5 group (Zarr v3): see FORMAT.md for every byte.
///
/// `directory` must not exist. One shard file a level, bricks of 64³ compressed with blosc (zstd, byte
/// shuffle); bricks that are zero all over are left out. Arrays are [z, y, x], of colour [c, z, y, x].
/// Progress: stage "pyramid". On all cores; memory: the volume, the level below it and some bricks.
/// \error unavailable  Disk full, …
Result<std::vector<ZarrLevel>> write_ome_zarr(const Volume& volume, const std::string& name,
                                              const std::filesystem::path& directory, Progress& progress);

/// Reads regions out of one level of a group that write_ome_zarr() made. Safe from any thread.
class ZarrReader {
 public:
  /// `level_directory` is DIRECTORY/0 and so on. \error not_found; internal when it is not as we write it.
  static Result<ZarrReader> open(const std::filesystem::path& level_directory);

  [[nodiscard]] Shape shape() const { return shape_; }
  [[nodiscard]] VoxelType type() const { return type_; }
  [[nodiscard]] int channels() const { return channels_; }

  /// Samples of voxels first … end (end exclusive, per axis), order [z, y, x, channel] as in Volume.
  /// Requires 0 <= first < end <= shape. Decompresses every brick that the region touches, on all cores.
  [[nodiscard]] Result<Bytes> read(Shape first, Shape end) const;

 private:
  explicit ZarrReader(MappedFile shard) : shard_(std::move(shard)) {}
  Result<void> read_brick(Shape brick, Shape first, Shape end, Bytes& out) const;

  MappedFile shard_;
  Shape shape_;
  Shape brick_;
  VoxelType type_ = VoxelType::int16;
  int channels_ = 1;
};

}  // namespace scanetrix
