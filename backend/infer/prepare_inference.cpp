// SPDX-License-Identifier: Apache-2.0
#include "infer/prepare_inference.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/ones.h>

#include "infer/device.h"

namespace scanetrix {

bool prepare_inference() {
  if (best_device().is_cuda()) return false;
  at::set_num_threads(1);
  const at::NoGradGuard no_gradients;
  const at::Tensor picture = at::ones({1, 1, 16, 16});
  at::conv2d(picture, at::ones({8, 1, 3, 3}), {}, 1, 1).relu_().sum();
  return true;
}

}  // namespace scanetrix
