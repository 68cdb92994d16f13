// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "infer/plane_network.h"
#include "reconstruct/simulate.h"

namespace scanetrix {

/// What the network has to say of many planes, a few at a time: on all cores, or on the GPU where libtorch
/// sees one.
class PlanePredictor {
 public:
  /// \param profile_width  In steps between acquired slices.
  PlanePredictor(SliceNetwork network, int factor, double profile_width);

  /// `count` planes of [slices, columns] from `first` on.
  struct Planes {
    std::int64_t first;
    std::int64_t count;
  };
  /// Writes them to `out`, [count, slices, columns]. Finite.
  using Read = std::function<void(Planes which, std::span<float> out)>;
  /// Takes what is missing in a cubic interpolation of them, [count, factor, slices, columns].
  using Use = std::function<void(Planes which, std::span<const float> residual)>;

  /// Each plane once, in no order; `read` and `use` are called from several threads at once.
  /// Memory: some 20 MB a core; on a GPU, there, some 500 MB. \error std::bad_alloc, c10::Error: thrown.
  void predict(std::int64_t planes, std::int64_t slices, std::int64_t columns, const Read& read,
               const Use& use) const;

  /// How far to the sides the network looks, in columns.
  [[nodiscard]] std::int64_t reach() const { return 2 * network_.size().blocks + 2; }
  [[nodiscard]] int factor() const { return factor_; }

 private:
  SliceNetwork network_;
  int factor_;
  double profile_width_;
};

/// Planes (z, x) alone of a volume in memory on its fine lattice: cubic interpolation and what the network
/// adds.
[[nodiscard]] RealVolume predict_one_way(const PlanePredictor& predictor, const RealVolume& slices,
                                         const std::vector<SliceWeights>& cubic);

}  // namespace scanetrix
