// SPDX-License-Identifier: Apache-2.0
#include "infer/slice_network.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/replication_pad2d.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <cstring>

#include "reconstruct/lattice.h"

namespace scanetrix {
namespace {

/// The profile's width enters as powers of its difference from this: the middle of what scanners do.
constexpr double kMiddleWidth = 0.7;
constexpr int kWidthPowers = 3;

at::Tensor convolve(const at::Tensor& x, const at::Tensor& weights) {
  return at::conv2d(x, weights, {}, 1, 1);
}

std::string block_name(int block) {
  return "block" + std::to_string(block);
}

/// Every array's name and shape.
std::map<std::string, std::vector<std::int64_t>> shapes_of(SliceNetwork::Size size) {
  const std::int64_t channels = size.channels;
  std::map<std::string, std::vector<std::int64_t>> shapes{{"first", {channels, 1, 3, 3}}};
  for (int block = 0; block < size.blocks; ++block) {
    shapes[block_name(block) + ".a"] = {channels, channels, 3, 3};
    shapes[block_name(block) + ".b"] = {channels, channels, 3, 3};
    shapes[block_name(block) + ".width"] = {kWidthPowers, channels};
  }
  for (int factor = kLeastFactor; factor <= kGreatestFactor; ++factor)
    shapes["last" + std::to_string(factor)] = {factor, channels, 3, 3};
  return shapes;
}

}  // namespace

SliceNetwork::SliceNetwork(Size size, std::uint64_t seed) : size_(size) {
  at::manual_seed(seed);
  for (const auto& [name, shape] : shapes_of(size)) {
    if (name.starts_with("last") || name.ends_with(".width")) {
      parameters_[name] = at::zeros(shape);
      continue;
    }
    // Kaiming for ReLU; the second of a block smaller, so that blocks begin near the identity.
    const double deviation = std::sqrt(2.0 / (9.0 * static_cast<double>(shape[1])));
    parameters_[name] = at::randn(shape) * deviation * (name.ends_with(".b") ? 0.3 : 1);
  }
}

Result<SliceNetwork> SliceNetwork::from(const WeightsFile& file) {
  const auto first = file.arrays.find("first");
  if (first == file.arrays.end() || first->second.shape.size() != 4)
    return fail(ErrorCode::bad_input, "bad_weights", "The weights are not of a slice network.");
  Size size{.channels = static_cast<int>(first->second.shape[0]), .blocks = 0};
  while (file.arrays.contains(block_name(size.blocks) + ".a")) ++size.blocks;
  SliceNetwork network(size);
  for (const auto& [name, shape] : shapes_of(size)) {
    const auto found = file.arrays.find(name);
    if (found == file.arrays.end() || found->second.shape != shape)
      return fail(ErrorCode::bad_input, "bad_weights",
                  fmt::format("The weights lack \"{}\", or it has another shape.", name));
    at::Tensor tensor = at::empty(shape);
    std::memcpy(tensor.data_ptr<float>(), found->second.values.data(),
                found->second.values.size() * sizeof(float));
    network.parameters_[name] = tensor;
  }
  return network;
}

std::map<std::string, WeightArray> SliceNetwork::arrays() const {
  std::map<std::string, WeightArray> arrays;
  for (const auto& [name, tensor] : parameters_) {
    const at::Tensor plain = tensor.detach().to(at::kCPU).contiguous();
    const auto* values = plain.data_ptr<float>();
    arrays[name] = {plain.sizes().vec(), {values, values + plain.numel()}};
  }
  return arrays;
}

std::int64_t SliceNetwork::parameter_count() const {
  std::int64_t count = 0;
  for (const auto& [name, tensor] : parameters_) count += tensor.numel();
  return count;
}

at::Tensor SliceNetwork::first() const {
  const at::Tensor& weights = parameters_.at("first");
  return weights - weights.mean({2, 3}, true);
}

at::Tensor SliceNetwork::inner(int block, double profile_width) const {
  const double d = profile_width - kMiddleWidth;
  const at::Tensor& powers = parameters_.at(block_name(block) + ".width");
  const at::Tensor gain = 1 + powers[0] * d + powers[1] * (d * d) + powers[2] * (d * d * d);
  return parameters_.at(block_name(block) + ".a") * gain.view({-1, 1, 1, 1});
}

const at::Tensor& SliceNetwork::outer(int block) const {
  return parameters_.at(block_name(block) + ".b");
}

const at::Tensor& SliceNetwork::last(int factor) const {
  return parameters_.at("last" + std::to_string(factor));
}

at::Tensor SliceNetwork::forward(const at::Tensor& planes, int factor, double profile_width) const {
  // The outermost pixels go on, so that the edge of the picture is no edge in the picture.
  const at::Tensor begin = at::conv2d(at::replication_pad2d(planes, {1, 1, 1, 1}), first());
  at::Tensor x = begin;
  for (int block = 0; block < size_.blocks; ++block)
    x = x + convolve(at::relu(convolve(x, inner(block, profile_width))), outer(block));
  return convolve(x + begin, last(factor));
}

}  // namespace scanetrix
