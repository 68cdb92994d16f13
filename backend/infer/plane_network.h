// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "infer/convolution.h"
#include "infer/slice_network.h"

namespace scanetrix {

/// SliceNetwork as it runs on the processor, for one factor and one width of the slices: what is known before
/// the first plane is worked into the weights. Its answers are forward()'s but for rounding; libtorch takes
/// four times as long (docs/decisions/23).
class PlaneNetwork {
 public:
  PlaneNetwork(const SliceNetwork& network, int factor, double profile_width);

  /// Memory for planes of one size, to be used again.
  struct Workspace {
    Workspace(const PlaneNetwork& network, int planes, int slices, int columns);
    FeatureMap begin, now, inside, answer;
    WinogradConvolution::Scratch scratch;
  };

  /// \param planes  [planes, slices, columns], finite.
  /// \param out     [planes, factor, slices, columns]: what SliceNetwork::forward() gives.
  /// One thread; several may run at once, each with its own workspace.
  void run(std::span<const float> planes, std::span<float> out, Workspace& space) const;

  [[nodiscard]] int factor() const { return last_.outputs(); }
  [[nodiscard]] int channels() const { return last_.inputs(); }

 private:
  struct Block {
    WinogradConvolution inner, outer;
  };
  EdgeConvolution first_;
  std::vector<Block> blocks_;
  WinogradConvolution last_;
};

}  // namespace scanetrix
