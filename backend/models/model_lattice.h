// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/result.h"
#include "models/model_description.h"
#include "volume/geometry.h"

namespace scanetrix {

/// One axis of a model's lattice in terms of its source's: index m lies at index `first + m · step` of the
/// source's axis. A model's lattice is the source's, turned by quarters, mirrored and spaced anew; never
/// rotated in between.
struct LatticeAxis {
  int source_axis = 0;  ///< 0 = i, 1 = j, 2 = k.
  double first = 0;
  double step = 1;  ///< Negative: it runs against the source's.
  std::int64_t length = 1;
};

/// The lattice that a network sees, and the way back.
struct ModelLattice {
  std::array<LatticeAxis, 3> axes;  ///< Of i, j, k.

  [[nodiscard]] Shape shape() const { return {axes[2].length, axes[1].length, axes[0].length}; }
  /// Where it lies in the body. `source` is what it was made from.
  [[nodiscard]] Geometry geometry(const Geometry& source) const;
};

/// The source itself.
[[nodiscard]] ModelLattice lattice_of(const Shape& shape);

/// The same voxels, i, j, k running as near as they can towards the directions that are named.
/// \param source  What `lattice` was made from.
[[nodiscard]] ModelLattice oriented(const ModelLattice& lattice, const Geometry& source,
                                    const OrientImage& wanted);

/// Other distances; the first voxel stays, and the last lies at most half a step from where it was.
[[nodiscard]] ModelLattice spaced(const ModelLattice& lattice, const Geometry& source,
                                  const SpaceImage& wanted);

/// Both steps among `steps`, in their order.
/// \error unsupported  "uncalibrated": distances are wanted, or directions, that the source does not know;
/// "sheared": its axes are more than a degree off square. \error too_large  "too_large": over 2³¹ voxels.
Result<ModelLattice> model_lattice(const Geometry& source, std::span<const PrepareStep> steps);

/// For each index of one of the source's axes the nearest on the model's axis that runs along it.
[[nodiscard]] std::vector<std::int64_t> nearest_indices(const LatticeAxis& axis, std::int64_t source_length);

}  // namespace scanetrix
