// SPDX-License-Identifier: Apache-2.0
#include "evaluate/evaluation.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>

#include "reconstruct/flow_volume.h"
#include "reconstruct/image_quality.h"
#include "reconstruct/surface_distance.h"

namespace scanetrix {
namespace {

constexpr std::array kInterpolations{Interpolation::nearest, Interpolation::linear,
                                     Interpolation::catmull_rom, Interpolation::b_spline,
                                     Interpolation::lanczos3};
constexpr double kBody = 0.04;
constexpr double kBoneHu = 300;

Scores score(const TestVolume& volume, const EvaluationCase& how, const RealVolume& truth,
             const RealVolume& made) {
  const SliceChoice counts = [&](std::int64_t k) { return !how.missing_only || k % how.factor != 0; };
  const double least = *std::ranges::min_element(truth.values);
  Scores scores;
  scores.psnr = psnr(truth, made, volume.range, -std::numeric_limits<double>::infinity(), counts);
  scores.body_psnr = psnr(truth, made, volume.range, least + kBody * volume.range, counts);
  scores.ssim = ssim(truth, made, volume.range);
  if (!volume.is_ct) return scores;
  scores.soft_hu = mean_error_within(truth, made, -160, 240, counts);
  if (const auto distance = surface_distance(truth, made, kBoneHu, volume.spacing_mm)) {
    scores.surface_mm = distance->mean;
    scores.surface95_mm = distance->percentile95;
  }
  return scores;
}

/// In preserve mode every method keeps the acquired slices.
void keep_acquired(const EvaluationCase& how, const RealVolume& slices, RealVolume& made) {
  if (how.mode != ReconstructionMode::preserve) return;
  const std::int64_t size = slices.shape.y * slices.shape.x;
  for (std::int64_t k = 0; k < slices.shape.z; ++k)
    std::copy_n(slices.values.begin() + k * size, size, made.values.begin() + k * how.factor * size);
}

}  // namespace

const Scores& Evaluated::of(std::string_view method) const {
  const auto found =
      std::ranges::find_if(scores, [&](const Scores& candidate) { return candidate.method == method; });
  assert(found != scores.end());
  return *found;
}

const Scores& Evaluated::best_interpolation() const {
  const Scores* best = &of(name_of(kInterpolations.front()));
  for (const Interpolation method : kInterpolations)
    if (of(name_of(method)).psnr > best->psnr) best = &of(name_of(method));
  return *best;
}

Result<Evaluated> evaluate(const TestVolume& volume, const EvaluationCase& how,
                           const Reconstructor& under_test) {
  const SimulatedStack stack = acquire(volume.voxels, how.factor, how.profile, how.noise * volume.range);
  const SliceProfile told{ProfileShape::hann, how.told_width};
  Evaluated out{.volume = volume.name, .case_name = how.name, .scores = {}};
  const auto take = [&](std::string_view method, RealVolume made) {
    keep_acquired(how, stack.slices, made);
    out.scores.push_back(score(volume, how, stack.truth, made));
    out.scores.back().method = method;
  };
  const auto weighted = [&](Interpolation method) {
    return weighted_slices(stack.slices, slice_weights(method, stack.slices.shape.z, how.factor, told));
  };
  for (const Interpolation method : kInterpolations) take(name_of(method), weighted(method));
  take(name_of(Interpolation::back_projection), weighted(Interpolation::back_projection));
  take(kFlow, flow_slices(stack.slices, how.factor));
  if (under_test) {
    std::string note;
    const RealVolume made = TRY(under_test(stack.slices, volume, how, note));
    out.scores.push_back(score(volume, how, stack.truth, made));
    out.scores.back().method = kUnderTest;
    out.scores.back().note = note;
  }
  return out;
}

}  // namespace scanetrix
