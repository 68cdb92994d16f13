// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "infer/predict_planes.h"

namespace scanetrix {

/// A scan's own in-plane detail, acquired as the scan was. Whatever is to be used must first make this fine
/// again, and do it well. On all cores; a second for each method or so.
class OwnTrial {
 public:
  /// \param detail   Of stacked() in reconstruct/own_detail.h, at least 8 · `factor` rows.
  /// \param profile  Its width in steps of the fine lattice.
  OwnTrial(const RealVolume& detail, int factor, const SliceProfile& profile);

  /// Of the classical methods that suit such slices.
  [[nodiscard]] Interpolation best_classical() const { return best_; }
  /// What the network is better by than that, dB.
  [[nodiscard]] double gain_db(const PlanePredictor& predictor) const;

 private:
  [[nodiscard]] double score(const RealVolume& made) const;

  int factor_;
  bool gapped_;
  SliceProfile profile_;
  SimulatedStack stack_;
  Interpolation best_;
  double best_db_;
};

/// Slices thinner than this part of their distance have gaps between them.
inline constexpr double kGapped = 0.5;

/// The usual classical method for slices of this width, in steps between slices.
[[nodiscard]] Interpolation usual_classical(double width_in_gaps);

}  // namespace scanetrix
