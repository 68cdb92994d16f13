// SPDX-License-Identifier: Apache-2.0
#include "infer/prepare_inference.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/ones.h>
#include <malloc.h>

#include "infer/device.h"

namespace scanetrix {
namespace {

constexpr int kKept = 1 << 30;

}  // namespace

void keep_memory() {
  ::mallopt(M_MMAP_MAX, 0);  // Large blocks too lie in the heap.
  ::mallopt(M_TRIM_THRESHOLD, kKept);
  ::mallopt(M_TOP_PAD, 16 << 20);
  ::mallopt(M_ARENA_MAX, 1);  // Others have heaps of 64 MB at most, and go back to the system for more.
}

bool prepare_inference() {
  keep_memory();
  if (best_device().is_cuda()) return false;
  at::set_num_threads(1);
  const at::NoGradGuard no_gradients;
  const at::Tensor picture = at::ones({1, 1, 16, 16});
  at::conv2d(picture, at::ones({8, 1, 3, 3}), {}, 1, 1).relu_().sum();
  return true;
}

}  // namespace scanetrix
