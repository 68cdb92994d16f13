// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/progress.h"
#include "infer/slice_network.h"
#include "reconstruct/simulate.h"

namespace scanetrix {

/// What the network has to say of many planes at once.
class PlanePredictor {
 public:
  /// \param profile_width  In steps between acquired slices.
  PlanePredictor(SliceNetwork network, int factor, double profile_width);

  /// \param planes  [planes, slices, columns], any strides.
  /// \return [planes, factor, slices, columns]: what is missing in a cubic interpolation. On all cores (or
  /// the GPU where libtorch sees one); memory: the answer and some 100 MB.
  [[nodiscard]] torch::Tensor residual(const torch::Tensor& planes) const;

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
