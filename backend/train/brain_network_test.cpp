// SPDX-License-Identifier: Apache-2.0
#include "train/brain_network.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "infer/script_model.h"
#include "models/parse_model.h"

namespace scanetrix {
namespace {

at::Tensor some_block() {
  at::manual_seed(1);
  return at::randn({1, 1, 32, 48, 16});
}

TEST(BrainNetwork, AnswersEveryVoxelAndIsTheSameForTheSameSeed) {
  torch::jit::Module network = make_brain_network(1);
  torch::jit::Module same = make_brain_network(1);
  torch::jit::Module other = make_brain_network(2);
  const at::NoGradGuard no_gradients;
  const at::Tensor answer = network.forward({some_block()}).toTensor();
  EXPECT_EQ(answer.sizes(), (std::vector<std::int64_t>{1, 2, 32, 48, 16}));
  EXPECT_TRUE(answer.equal(same.forward({some_block()}).toTensor()));
  EXPECT_FALSE(answer.equal(other.forward({some_block()}).toTensor()));
}

TEST(BrainNetwork, GoesThroughTheDoorThatModelsOfOthersGoThrough) {
  const fs::path path = fs::path(testing::TempDir()) / "brain_network_test.ts";
  torch::jit::Module network = make_brain_network(3);
  ASSERT_TRUE(save_brain_network(network, path, "Untrained."));
  EXPECT_LT(fs::file_size(path), 1'000'000u);

  auto loaded = ScriptModel::load(path);
  ASSERT_TRUE(loaded) << loaded.error().message;
  const auto model = parse_model(loaded->metadata_json(), loaded->inference_json(), "");
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->name, "Brain mask (experimental)");
  EXPECT_EQ(model->window.size, (std::array<std::int64_t, 3>{kBrainBlockI, kBrainBlockJ, kBrainBlockK}));
  EXPECT_TRUE(model->keep_largest);

  const at::NoGradGuard no_gradients;
  const auto answer = loaded->run(some_block(), model->output_channels);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_TRUE(answer->equal(network.forward({some_block()}).toTensor()[0]));
  fs::remove(path);
}

}  // namespace
}  // namespace scanetrix
