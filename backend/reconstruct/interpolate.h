// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "reconstruct/slice_weights.h"
#include "volume/series.h"

namespace scanetrix {

/// What may become of the acquired slices.
enum class ReconstructionMode {
  preserve,  ///< Slice k·factor of the result is acquired slice k, bit for bit.
  deblur,    ///< They too are made anew, sharper than the slice profile let them be.
};

/// "preserve", "deblur".
[[nodiscard]] std::string_view name_of(ReconstructionMode mode);
[[nodiscard]] std::optional<ReconstructionMode> reconstruction_mode_named(std::string_view name);

/// `volume` on the fine lattice (lattice.h), made without a model while it is read: id "reconstructed", the
/// same type and scale, `interpolated_slices` saying which were not measured.
///
/// Whole numbers are rounded to the nearest and kept in their type's range; a voxel that hangs on a NaN is
/// NaN. Colours are interpolated one by one; time points each for itself.
///
/// \param factor  2 … 6.
/// Reading a slice reads those of `volume` that it is made of, each once as long as slices are asked for in
/// order. Memory: some forty acquired slices as float32. Safe from several threads.
[[nodiscard]] SeriesVolume interpolated(const SeriesVolume& volume, int factor, Interpolation method,
                                        const SliceProfile& profile, ReconstructionMode mode);

/// Which slices of the fine lattice were not measured, where `acquired` says it of the coarse one.
[[nodiscard]] std::vector<std::int64_t> unmeasured_slices(std::int64_t slices, int factor,
                                                          const std::vector<std::int64_t>& acquired,
                                                          ReconstructionMode mode);

/// Real numbers as a stored type has them: whole ones rounded to the nearest (halves to even) and kept in
/// range. `samples` is as long as `out` holds samples.
void store_samples(std::span<const float> samples, VoxelType type, std::span<std::byte> out);
/// The other way.
void load_samples(std::span<const std::byte> stored, VoxelType type, std::span<float> samples);

}  // namespace scanetrix
