// SPDX-License-Identifier: Apache-2.0
#include "infer/predict_planes.h"

#include "reconstruct/lattice.h"

namespace scanetrix {
namespace {

constexpr std::int64_t kFeatureBytes = 24 << 20;  ///< Of one layer's answer: stays near the cache.

}  // namespace

PlanePredictor::PlanePredictor(SliceNetwork network, int factor, double profile_width)
    : network_(std::move(network)), factor_(factor), profile_width_(profile_width) {
  for (auto& [name, tensor] : network_.parameters()) tensor = tensor.to(best_device());
}

torch::Tensor PlanePredictor::residual(const torch::Tensor& planes) const {
  const torch::NoGradGuard no_gradients;
  const std::int64_t count = planes.size(0);
  const std::int64_t slices = planes.size(1);
  const std::int64_t columns = planes.size(2);
  const std::int64_t plane_bytes = slices * columns * network_.size().channels * 4;
  const std::int64_t batch = std::max<std::int64_t>(1, kFeatureBytes / plane_bytes);
  torch::Tensor answer = torch::empty({count, factor_, slices, columns});
  for (std::int64_t first = 0; first < count; first += batch) {
    const std::int64_t end = std::min(count, first + batch);
    const torch::Tensor some = planes.slice(0, first, end).unsqueeze(1).contiguous().to(best_device());
    answer.slice(0, first, end).copy_(network_.forward(some, factor_, profile_width_));
  }
  return answer;
}

RealVolume predict_one_way(const PlanePredictor& predictor, const RealVolume& slices,
                           const std::vector<SliceWeights>& cubic) {
  const Shape& shape = slices.shape;
  const auto input = torch::from_blob(const_cast<float*>(slices.values.data()), {shape.z, shape.y, shape.x});
  const torch::Tensor answer = predictor.residual(input.permute({1, 0, 2}));
  RealVolume fine = weighted_slices(slices, cubic);
  auto out = torch::from_blob(fine.values.data(), {fine.shape.z, shape.y, shape.x});
  for (int phase = 0; phase < predictor.factor(); ++phase) {
    auto rows = out.slice(0, phase, {}, predictor.factor());
    rows.add_(answer.select(1, phase).permute({1, 0, 2}).slice(0, 0, rows.size(0)));
  }
  return fine;
}

}  // namespace scanetrix
