// SPDX-License-Identifier: Apache-2.0
#include "infer/own_trial.h"

#include <limits>

#include "reconstruct/image_quality.h"

namespace scanetrix {
namespace {

/// The classical methods that suit slices of this width, the usual one first.
std::vector<Interpolation> classical_for(double width_in_gaps) {
  if (width_in_gaps < kGapped) return {Interpolation::linear, Interpolation::catmull_rom};
  return {Interpolation::back_projection, Interpolation::catmull_rom};
}

}  // namespace

Interpolation usual_classical(double width_in_gaps) {
  return classical_for(width_in_gaps).front();
}

OwnTrial::OwnTrial(const RealVolume& detail, int factor, const SliceProfile& profile)
    : factor_(factor),
      gapped_(profile.width / factor < kGapped),
      profile_(profile),
      stack_(acquire(detail, factor, profile)),
      best_(usual_classical(profile.width / factor)),
      best_db_(-std::numeric_limits<double>::infinity()) {
  for (const Interpolation method : classical_for(profile.width / factor)) {
    const double db =
        score(weighted_slices(stack_.slices, slice_weights(method, stack_.slices.shape.z, factor, profile)));
    if (db <= best_db_) continue;
    best_db_ = db;
    best_ = method;
  }
}

double OwnTrial::gain_db(const PlanePredictor& predictor) const {
  const auto cubic = slice_weights(Interpolation::catmull_rom, stack_.slices.shape.z, factor_, profile_);
  return score(predict_one_way(predictor, stack_.slices, cubic)) - best_db_;
}

double OwnTrial::score(const RealVolume& made) const {
  const SliceChoice counts = [this](std::int64_t k) { return !gapped_ || k % factor_ != 0; };
  return psnr(stack_.truth, made, 1, -std::numeric_limits<double>::infinity(), counts);
}

}  // namespace scanetrix
