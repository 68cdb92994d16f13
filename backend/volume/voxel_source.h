// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "base/result.h"
#include "volume/volume.h"

namespace scanetrix {

/// Makes the slices of a volume when they are asked for, so that no volume has to be in memory as a whole.
///
/// Whoever reads goes through the slices of one time point after another, ascending, each once where that is
/// possible: a slice may cost a decoding.
class VoxelSource {
 public:
  virtual ~VoxelSource() = default;

  /// Fills `slice`, of VolumeForm::slice_bytes(), with slice k of a time point: samples [y, x, channel].
  ///
  /// Safe from several threads at once, in any order.
  /// \error bad_input    "damaged": the file turned out not to be what its header promised.
  /// \error cancelled, unavailable
  [[nodiscard]] virtual Result<void> read_slice(std::int64_t time, std::int64_t k,
                                                std::span<std::byte> slice) const = 0;
};

/// A volume that is in memory. `voxels` holds all time points, one after the other.
class MemorySource final : public VoxelSource {
 public:
  MemorySource(std::size_t slices, std::size_t slice_bytes, Bytes voxels)
      : slices_(slices), slice_bytes_(slice_bytes), voxels_(std::move(voxels)) {}
  Result<void> read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const override;

 private:
  std::size_t slices_;
  std::size_t slice_bytes_;
  Bytes voxels_;
};

/// All slices of one time point, in memory. On all cores.
/// \error As VoxelSource::read_slice(); too_large when memory runs out.
[[nodiscard]] Result<Volume> read_volume(const VolumeForm& form, const VoxelSource& source,
                                         std::int64_t time = 0);

}  // namespace scanetrix
