// SPDX-License-Identifier: Apache-2.0
#include "infer/slice_network.h"

#include <cmath>
#include <cstring>

#include "reconstruct/lattice.h"

namespace scanetrix {
namespace {

/// The profile's width enters as powers of its difference from this: the middle of what scanners do.
constexpr double kMiddleWidth = 0.7;
constexpr int kWidthPowers = 3;

torch::Tensor convolve(const torch::Tensor& x, const torch::Tensor& weights) {
  return torch::conv2d(x, weights, {}, 1, 1);
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
  torch::manual_seed(seed);
  for (const auto& [name, shape] : shapes_of(size)) {
    if (name.starts_with("last") || name.ends_with(".width")) {
      parameters_[name] = torch::zeros(shape);
      continue;
    }
    // Kaiming for ReLU; the second of a block smaller, so that blocks begin near the identity.
    const double deviation = std::sqrt(2.0 / (9.0 * static_cast<double>(shape[1])));
    parameters_[name] = torch::randn(shape) * deviation * (name.ends_with(".b") ? 0.3 : 1);
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
    torch::Tensor tensor = torch::empty(shape);
    std::memcpy(tensor.data_ptr<float>(), found->second.values.data(),
                found->second.values.size() * sizeof(float));
    network.parameters_[name] = tensor;
  }
  return network;
}

std::map<std::string, WeightArray> SliceNetwork::arrays() const {
  std::map<std::string, WeightArray> arrays;
  for (const auto& [name, tensor] : parameters_) {
    const torch::Tensor plain = tensor.detach().to(torch::kCPU).contiguous();
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

torch::Tensor SliceNetwork::gain(const std::string& block, double profile_width) const {
  const double d = profile_width - kMiddleWidth;
  const torch::Tensor& powers = parameters_.at(block + ".width");
  return (1 + powers[0] * d + powers[1] * (d * d) + powers[2] * (d * d * d)).view({-1, 1, 1, 1});
}

torch::Tensor SliceNetwork::forward(const torch::Tensor& planes, int factor, double profile_width) const {
  const torch::Tensor& first = parameters_.at("first");
  const torch::Tensor differences = first - first.mean({2, 3}, true);
  // The outermost pixels go on, so that the edge of the picture is no edge in the picture.
  const auto padded = torch::replication_pad2d(planes, {1, 1, 1, 1});
  const torch::Tensor begin = torch::conv2d(padded, differences);
  torch::Tensor x = begin;
  for (int block = 0; block < size_.blocks; ++block) {
    const std::string name = block_name(block);
    const torch::Tensor scaled = parameters_.at(name + ".a") * gain(name, profile_width);
    x = x + convolve(torch::relu(convolve(x, scaled)), parameters_.at(name + ".b"));
  }
  return convolve(x + begin, parameters_.at("last" + std::to_string(factor)));
}

}  // namespace scanetrix
