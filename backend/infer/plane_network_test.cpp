// SPDX-License-Identifier: Apache-2.0
#include "infer/plane_network.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "infer/sample_network.h"

namespace scanetrix {
namespace {

TEST(PlaneNetwork, AnswersAsTheNetworkDoes) {
  const SliceNetwork network = sample_network();
  struct {
    int planes, slices, columns, factor;
    double width;
  } const cases[] = {
      {1, 16, 64, 4, 1}, {3, 9, 37, 2, 0.3}, {2, 2, 5, 6, 0.7}, {1, 1, 1, 3, 1}, {5, 21, 130, 5, 0.2}};
  for (const auto& each : cases) {
    const at::NoGradGuard no_gradients;
    // As CT: far from zero.
    const at::Tensor planes = at::randn({each.planes, 1, each.slices, each.columns}) * 300 - 700;
    const at::Tensor expected = network.forward(planes, each.factor, each.width);
    const PlaneNetwork fast(network, each.factor, each.width);
    PlaneNetwork::Workspace space(fast, each.planes, each.slices, each.columns);
    std::vector<float> out(static_cast<std::size_t>(expected.numel()));
    const std::span in(planes.data_ptr<float>(), static_cast<std::size_t>(planes.numel()));
    for (int again = 0; again < 2; ++again) {  // Nothing of the first run is left in the second.
      fast.run(in, out, space);
      const at::Tensor made = at::from_blob(out.data(), expected.sizes());
      EXPECT_LT((made - expected).abs().max().item<float>(), 1e-4 * expected.abs().max().item<float>() + 1e-2)
          << each.planes << " of " << each.slices << " × " << each.columns;
    }
    if (each.columns > 1) EXPECT_GT(expected.abs().max().item<float>(), 1);  // One pixel has no differences.
  }
}

}  // namespace
}  // namespace scanetrix
