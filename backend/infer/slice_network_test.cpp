// SPDX-License-Identifier: Apache-2.0
#include "infer/slice_network.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "infer/sample_network.h"

namespace scanetrix {
namespace {

double farthest(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

at::Tensor some_planes() {
  at::manual_seed(3);
  return at::rand({2, 1, 12, 20});
}

TEST(SliceNetwork, HasNothingToSayBeforeItIsTrained) {
  const SliceNetwork network({8, 2}, 1);
  const auto answer = network.forward(some_planes(), 4, 1);
  EXPECT_EQ(answer.sizes(), (std::vector<std::int64_t>{2, 4, 12, 20}));
  EXPECT_EQ(answer.abs().max().item<double>(), 0);
}

TEST(SliceNetwork, AnswersForEveryFactor) {
  const SliceNetwork network = sample_network();
  for (int factor = 2; factor <= 6; ++factor)
    EXPECT_EQ(network.forward(some_planes(), factor, 0.7).size(1), factor);
}

TEST(SliceNetwork, BrightnessDoesNotMatterAndContrastIsKept) {
  const SliceNetwork network = sample_network();
  const auto planes = some_planes();
  const auto answer = network.forward(planes, 3, 0.9);
  ASSERT_GT(answer.abs().max().item<double>(), 0.01);
  EXPECT_LT(farthest(network.forward(planes * 7 - 3, 3, 0.9), answer * 7), 1e-4);
}

TEST(SliceNetwork, AnEvenPlaneStaysEven) {
  const auto answer = sample_network().forward(at::full({1, 1, 12, 20}, 900.0), 4, 1);
  EXPECT_LT(answer.abs().max().item<double>(), 1e-2);
}

TEST(SliceNetwork, TheProfilesWidthMatters) {
  const SliceNetwork network = sample_network();
  EXPECT_GT(farthest(network.forward(some_planes(), 4, 0.3), network.forward(some_planes(), 4, 1.2)), 1e-3);
}

TEST(SliceNetwork, ComesBackFromItsArraysAsItWas) {
  const SliceNetwork network = sample_network();
  const auto again = SliceNetwork::from({{}, network.arrays()});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->size().channels, network.size().channels);
  EXPECT_EQ(again->size().blocks, network.size().blocks);
  EXPECT_EQ(farthest(again->forward(some_planes(), 5, 1), network.forward(some_planes(), 5, 1)), 0);
}

TEST(SliceNetwork, ArraysOfAnotherNetworkAreRefusedByName) {
  WeightsFile file{{}, sample_network().arrays()};
  file.arrays.erase("last4");
  const auto lacking = SliceNetwork::from(file);
  ASSERT_FALSE(lacking);
  EXPECT_NE(lacking.error().message.find("last4"), std::string::npos);
  EXPECT_FALSE(SliceNetwork::from({}));
}

}  // namespace
}  // namespace scanetrix
