// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "models/model_lattice.h"
#include "volume/volume.h"

namespace scanetrix {

/// Real values on a lattice, [z, y, x].
struct PreparedImage {
  ModelLattice lattice;  ///< In terms of the source.
  std::vector<float> values;
  std::int64_t not_finite = 0;  ///< How many voxels of the source had no value and were given its least.
};

/// The real values of a volume of one channel, on the lattice and in the range that a network wants: the
/// steps one after the other. On all cores. Memory: 4 bytes a voxel of both lattices. \error As
/// model_lattice(); bad_input "not_finite": no voxel has a value.
Result<PreparedImage> prepare_image(const Volume& source, std::span<const PrepareStep> steps);

/// `values` (of `lattice`, [z, y, x]) on the source's voxels, [z, y, x], each from the nearest.
template <typename T>
[[nodiscard]] std::vector<T> on_source(std::span<const T> values, const ModelLattice& lattice,
                                       const Shape& source) {
  // By source axis: where along the model's memory each index leads.
  std::array<std::vector<std::int64_t>, 3> offsets;
  const std::array<std::int64_t, 3> strides{1, lattice.axes[0].length,
                                            lattice.axes[0].length * lattice.axes[1].length};
  const std::array<std::int64_t, 3> lengths{source.x, source.y, source.z};
  for (std::size_t a = 0; a < 3; ++a) {
    const auto axis = static_cast<std::size_t>(lattice.axes[a].source_axis);
    offsets[axis] = nearest_indices(lattice.axes[a], lengths[axis]);
    for (std::int64_t& offset : offsets[axis]) offset *= strides[a];
  }
  std::vector<T> result;
  result.reserve(static_cast<std::size_t>(source.count()));
  for (const std::int64_t k : offsets[2])
    for (const std::int64_t j : offsets[1])
      for (const std::int64_t i : offsets[0]) result.push_back(values[static_cast<std::size_t>(k + j + i)]);
  return result;
}

}  // namespace scanetrix
