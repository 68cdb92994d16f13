// SPDX-License-Identifier: Apache-2.0
#include "infer/prepare_inference.h"

#include <torch/torch.h>

namespace scanetrix {

bool prepare_inference() {
  if (torch::cuda::is_available()) return false;
  at::set_num_threads(1);
  const torch::NoGradGuard no_gradients;
  const torch::Tensor picture = torch::ones({1, 1, 16, 16});
  torch::conv2d(picture, torch::ones({8, 1, 3, 3}), {}, 1, 1).relu_().sum();
  return true;
}

}  // namespace scanetrix
