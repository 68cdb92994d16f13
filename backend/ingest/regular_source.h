// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "ingest/regular_lattice.h"
#include "volume/voxel_source.h"

namespace scanetrix {

/// A stack on a regular lattice, made from its acquired slices when asked for.
///
/// A lattice slice that was acquired and need not be moved is that slice, bit for bit. Moved ones are linear
/// between neighbouring pixels, interpolated ones linear between the two slices beside them; whole numbers
/// are rounded to the nearest. Where a moved slice does not reach, the value is `outside`.
class RegularSource final : public VoxelSource {
 public:
  /// \param acquired  Form and source of the stack as it was acquired, its slices in the lattice's order.
  /// \param outside   As stored, in the form's type.
  RegularSource(VolumeForm acquired, std::shared_ptr<const VoxelSource> source, RegularLattice lattice,
                double outside);

  Result<void> read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const override;

  /// The form of what comes out.
  [[nodiscard]] const VolumeForm& form() const { return form_; }

 private:
  /// One acquired slice, moved, as real numbers of the lattice's size.
  Result<std::vector<double>> read_moved(std::int64_t time, std::size_t acquired) const;

  VolumeForm acquired_;
  std::shared_ptr<const VoxelSource> source_;
  RegularLattice lattice_;
  double outside_;
  VolumeForm form_;
};

}  // namespace scanetrix
