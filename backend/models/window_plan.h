// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/model_description.h"
#include "volume/geometry.h"

namespace scanetrix {

/// Where the blocks lie that a network is shown, as MONAI's sliding_window_inference lays them.
struct WindowPlan {
  Shape size;    ///< Of a block.
  Shape before;  ///< How far the image is padded (with 0) at its beginning, where it is smaller than a block.
  Shape padded;  ///< The image with its padding.
  // First indices in the padded image, ascending; every block begins at one of each.
  std::vector<std::int64_t> z;
  std::vector<std::int64_t> y;
  std::vector<std::int64_t> x;

  [[nodiscard]] std::size_t count() const { return z.size() * y.size() * x.size(); }
};

[[nodiscard]] WindowPlan plan_windows(const Shape& image, const SlidingWindow& window);

/// How much each voxel of a block counts beside those of others, along one axis; the product of three is a
/// voxel's. Gaussian weights: sigma is `sigma_scale` × length about the middle. Never 0.
[[nodiscard]] std::vector<float> weights_along(std::int64_t length, const SlidingWindow& window);

}  // namespace scanetrix
