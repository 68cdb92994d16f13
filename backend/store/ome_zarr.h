// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "store/pyramid.h"
#include "volume/series.h"

namespace scanetrix {

/// One level as it lies on disk.
struct ZarrLevel {
  std::string path;  ///< Folder below the group: "0", "1", …
  Shape shape;
  std::array<int, 3> factor;  ///< [z, y, x]
};

/// Writes a volume and its pyramid as an OME-Zarr 0.5 group (Zarr v3): see FORMAT.md for every byte.
///
/// `directory` must not exist. One pass over the slices, slab by slab: each level keeps one slab of bricks,
/// and hands it, halved, to the level below. One shard file a level, bricks of 64³ compressed with blosc
/// (zstd, byte shuffle); bricks that are zero all over are left out. Arrays are [z, y, x], of colour [c, z,
/// y, x]; of several time points with t before them. Progress: stage "pyramid". On all cores; memory: some
/// slabs, whatever the number of slices and time points. \param on_slab  Sees each slab of the full
/// resolution, in order. \error unavailable  Disk full, …; and what the source returns.
Result<std::vector<ZarrLevel>> write_ome_zarr(const SeriesVolume& volume, const std::string& name,
                                              const std::filesystem::path& directory, Progress& progress,
                                              const std::function<void(const Volume& slab)>& on_slab = {});

/// Reads regions out of one level of a group that write_ome_zarr() made. Safe from any thread.
class ZarrReader {
 public:
  /// `level_directory` is DIRECTORY/0 and so on. \error not_found; internal when it is not as we write it.
  static Result<ZarrReader> open(const std::filesystem::path& level_directory);

  [[nodiscard]] Shape shape() const { return shape_; }
  [[nodiscard]] VoxelType type() const { return type_; }
  [[nodiscard]] int channels() const { return channels_; }
  [[nodiscard]] std::int64_t time_points() const { return time_points_; }

  /// Samples of voxels first … end (end exclusive, per axis), order [z, y, x, channel] as in Volume.
  /// Requires 0 <= first < end <= shape and 0 <= time < time_points(). Decompresses every brick that the
  /// region touches, on all cores.
  [[nodiscard]] Result<Bytes> read(Shape first, Shape end, std::int64_t time = 0) const;

 private:
  explicit ZarrReader(MappedFile shard) : shard_(std::move(shard)) {}
  Result<void> read_brick(std::int64_t time, Shape brick, Shape first, Shape end, Bytes& out) const;

  MappedFile shard_;
  Shape shape_;
  Shape brick_;
  VoxelType type_ = VoxelType::int16;
  int channels_ = 1;
  std::int64_t time_points_ = 1;
};

}  // namespace scanetrix
