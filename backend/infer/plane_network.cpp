// SPDX-License-Identifier: Apache-2.0
#include "infer/plane_network.h"

#include <cassert>

namespace scanetrix {
namespace {

using Then = WinogradConvolution::Then;

std::vector<float> values_of(const at::Tensor& weights) {
  const at::Tensor plain = weights.detach().to(at::kCPU, at::kFloat).contiguous();
  const float* const begin = plain.data_ptr<float>();
  return {begin, begin + plain.numel()};
}

WinogradConvolution convolution(const at::Tensor& weights) {
  return {static_cast<int>(weights.size(0)), static_cast<int>(weights.size(1)), values_of(weights)};
}

}  // namespace

PlaneNetwork::PlaneNetwork(const SliceNetwork& network, int factor, double profile_width)
    : first_(network.size().channels, values_of(network.first())), last_(convolution(network.last(factor))) {
  for (int block = 0; block < network.size().blocks; ++block)
    blocks_.push_back({convolution(network.inner(block, profile_width)), convolution(network.outer(block))});
}

PlaneNetwork::Workspace::Workspace(const PlaneNetwork& network, int planes, int slices, int columns)
    : begin(network.channels(), planes, slices, columns),
      now(network.channels(), planes, slices, columns),
      inside(network.channels(), planes, slices, columns),
      answer(network.factor(), planes, slices, columns) {}

void PlaneNetwork::run(std::span<const float> planes, std::span<float> out, Workspace& space) const {
  first_.run(planes, space.begin);
  space.now = space.begin;
  for (const Block& block : blocks_) {
    block.inner.run(space.now, space.inside, Then::no_minus, space.scratch);
    block.outer.run(space.inside, space.now, Then::add, space.scratch);
  }
  space.now.add(space.begin);
  last_.run(space.now, space.answer, Then::nothing, space.scratch);

  const FeatureMap& answer = space.answer;
  const auto columns = static_cast<std::size_t>(answer.columns());
  assert(out.size() == columns * static_cast<std::size_t>(answer.planes() * factor() * answer.rows()));
  for (int plane = 0; plane < answer.planes(); ++plane)
    for (int phase = 0; phase < factor(); ++phase)
      for (int row = 0; row < answer.rows(); ++row, out = out.subspan(columns))
        answer.read_row(phase, plane, row, out.first(columns));
}

}  // namespace scanetrix
