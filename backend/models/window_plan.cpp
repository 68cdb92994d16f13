// SPDX-License-Identifier: Apache-2.0
#include "models/window_plan.h"

#include <algorithm>
#include <cmath>

namespace scanetrix {
namespace {

constexpr double kLeastWeight = 0.1;  // Along one axis; 0.001 of three, as MONAI has it.

std::vector<std::int64_t> starts(std::int64_t padded, std::int64_t size, double overlap) {
  const auto interval =
      size == padded
          ? size
          : std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(size) * (1 - overlap)));
  std::vector<std::int64_t> firsts;
  for (std::int64_t first = 0;; first += interval) {
    firsts.push_back(std::min(first, padded - size));
    if (first + size >= padded) return firsts;
  }
}

}  // namespace

WindowPlan plan_windows(const Shape& image, const SlidingWindow& window) {
  WindowPlan plan;
  plan.size = {window.size[2], window.size[1], window.size[0]};
  const auto pad = [](std::int64_t size, std::int64_t length, std::int64_t& before, std::int64_t& padded) {
    padded = std::max(size, length);
    before = (padded - length) / 2;
  };
  pad(plan.size.z, image.z, plan.before.z, plan.padded.z);
  pad(plan.size.y, image.y, plan.before.y, plan.padded.y);
  pad(plan.size.x, image.x, plan.before.x, plan.padded.x);
  plan.z = starts(plan.padded.z, plan.size.z, window.overlap[2]);
  plan.y = starts(plan.padded.y, plan.size.y, window.overlap[1]);
  plan.x = starts(plan.padded.x, plan.size.x, window.overlap[0]);
  return plan;
}

std::vector<float> weights_along(std::int64_t length, const SlidingWindow& window) {
  std::vector<float> weights(static_cast<std::size_t>(length), 1.0F);
  if (window.weights == WindowWeights::constant) return weights;
  const double sigma = window.sigma_scale * static_cast<double>(length);
  const double middle = static_cast<double>(length - 1) / 2;
  for (std::size_t n = 0; n < weights.size(); ++n) {
    const double off = (static_cast<double>(n) - middle) / sigma;
    weights[n] = static_cast<float>(std::max(std::exp(-off * off / 2), kLeastWeight));
  }
  return weights;
}

}  // namespace scanetrix
