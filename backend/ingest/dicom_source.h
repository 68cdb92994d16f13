// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <mutex>
#include <vector>

#include "base/progress.h"
#include "ingest/assembly.h"
#include "ingest/dicom_slice.h"
#include "volume/voxel_source.h"

namespace scanetrix {

/// Decodes DICOM slices when they are asked for, as real values where that is exact.
class DicomSource final : public VoxelSource {
 public:
  /// The slices of each time point in the volume's order; all alive as long as this.
  using Times = std::vector<std::vector<const DicomSlice*>>;

  /// \param wide  False: whole numbers go into 16 bits if they may fit, and overflowed() tells if they did
  /// not.
  DicomSource(Times times, OpenFile open, const Progress& progress, bool wide);

  /// Type, scale, unit and channels of what read_slice() gives. Geometry is the caller's.
  [[nodiscard]] const VolumeForm& form() const { return form_; }

  /// \error bad_input "damaged" (and see damaged()), "value_range" (and overflowed()); cancelled
  Result<void> read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const override;

  /// The files that turned out not to be readable so far.
  [[nodiscard]] std::vector<RefusedFile> damaged() const;
  /// A value did not fit 16 bits.
  [[nodiscard]] bool overflowed() const { return overflowed_; }

  /// Decodes every slice to find all that are damaged. On all cores. \error cancelled
  Result<void> look_at_all() const;

 private:
  Result<void> decode(const DicomSlice& slice, std::span<std::byte> samples) const;

  Times times_;
  OpenFile open_;
  const Progress& progress_;
  VolumeForm form_;
  bool to_real_ = false;  ///< Slope and intercept go into the samples.
  mutable std::mutex mutex_;
  mutable std::vector<RefusedFile> damaged_;
  mutable std::atomic<bool> overflowed_ = false;
};

}  // namespace scanetrix
