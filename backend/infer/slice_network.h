// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <vector>

#include "infer/weights_file.h"

namespace scanetrix {

/// The network that says what lies between slices: what is to be added to a cubic interpolation.
///
/// It sees one plane across the slices, [1, slices, columns], and gives `factor` planes, [factor, slices,
/// columns]: the p-th is what is missing at p / factor of the way from each slice to the next. Convolutions
/// of 3 × 3 alone, none with a bias, and the first looks at differences only; so a plane that is brighter by
/// a constant has the same answer and one with twice the contrast twice the answer: no normalisation, and HU
/// and arbitrary units are alike. The width of the slice profile scales channels inside.
class SliceNetwork {
 public:
  struct Size {
    int channels = 24;
    int blocks = 4;
  };

  /// With random weights, but an answer of zero. The same `seed` gives the same weights.
  SliceNetwork(Size size, std::uint64_t seed);

  /// \error bad_input  The arrays are not this network's.
  static Result<SliceNetwork> from(const WeightsFile& file);
  [[nodiscard]] std::map<std::string, WeightArray> arrays() const;

  [[nodiscard]] Size size() const { return size_; }
  [[nodiscard]] std::int64_t parameter_count() const;

  /// \param planes         [batch, 1, slices, columns], float32.
  /// \param factor         2 … 6.
  /// \param profile_width  Full width at half maximum of the slice profile, in steps between acquired slices.
  /// \return [batch, factor, slices, columns].
  [[nodiscard]] at::Tensor forward(const at::Tensor& planes, int factor, double profile_width) const;

  // Its convolutions' weights, [outputs, inputs, 3, 3], in the order in which they are applied.
  /// Of differences only: each sums to 0.
  [[nodiscard]] at::Tensor first() const;
  [[nodiscard]] at::Tensor inner(int block, double profile_width) const;
  [[nodiscard]] const at::Tensor& outer(int block) const;
  [[nodiscard]] const at::Tensor& last(int factor) const;

  /// All weights, for an optimiser. Names are those of arrays().
  [[nodiscard]] std::map<std::string, at::Tensor>& parameters() { return parameters_; }
  [[nodiscard]] const std::map<std::string, at::Tensor>& parameters() const { return parameters_; }

 private:
  explicit SliceNetwork(Size size) : size_(size) {}

  Size size_;
  std::map<std::string, at::Tensor> parameters_;
};

}  // namespace scanetrix
