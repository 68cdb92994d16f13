// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "store/zarr_array.h"

namespace scanetrix {

/// Writes one level while its slices come: gathers them to slabs as deep as a brick, and packs those.
///
/// Memory: one slab, and none where whole slabs come; the bricks that are packed at the moment; the index.
class ZarrLevelWriter {
 public:
  /// Makes the array's metadata and its empty shard. \param form  Of the whole level.
  /// \error unavailable
  static Result<ZarrLevelWriter> create(const VolumeForm& form, const fs::path& directory);

  /// How many slices are wanted to fill the slab that is begun, or the next one.
  [[nodiscard]] std::int64_t wanted_slices() const;

  /// The next slices, of one time point after another. Bricks are packed on all cores and written in order.
  Result<void> append(const Volume& slices);

  /// Writes the shard's index, after the last slice.
  Result<void> close();

 private:
  ZarrLevelWriter(const ZarrArray& array, FileHandle file) : array_(array), file_(std::move(file)) {}
  Result<void> write_slab(ByteView slab, std::int64_t depth);
  Result<void> write_brick(ByteView frame);

  ZarrArray array_;
  FileHandle file_;
  Bytes slab_;                    ///< Slices that do not make a slab yet.
  std::int64_t done_slices_ = 0;  ///< Of this time point, those in slab_ left out.
  Bytes index_;
  std::uint64_t offset_ = 0;
  std::uint64_t synced_ = 0;  ///< Up to where the disk was asked to write.
};

}  // namespace scanetrix
