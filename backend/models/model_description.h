// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "volume/label.h"

namespace scanetrix {

/// Turns and mirrors the lattice so that its axes i, j, k run as near as they can towards three directions of
/// the body. No voxel changes. (MONAI: Orientationd)
struct OrientImage {
  std::string axis_codes;  ///< "RAS": i runs to the patient's right, j to the front, k to the head.
};

/// Another distance between voxels, linear between them; the first voxel stays where it is. (Spacingd)
struct SpaceImage {
  std::array<double, 3> spacing_mm{1, 1, 1};  ///< Along i, j, k, as they run at that step.
};

/// from_low … from_high becomes to_low … to_high, straight on outside, or held there. (ScaleIntensityRanged)
struct ScaleRange {
  double from_low = 0;
  double from_high = 1;
  double to_low = 0;
  double to_high = 1;
  bool clip = false;
};

/// Less the mean, over the standard deviation. (NormalizeIntensityd)
struct NormalizeImage {
  bool nonzero = false;  ///< Only of values that are not 0; those stay 0.
};

/// The least value becomes `low`, the greatest `high`, straight between. (ScaleIntensityd)
struct ScaleToRange {
  double low = 0;
  double high = 1;
};

using PrepareStep = std::variant<OrientImage, SpaceImage, ScaleRange, NormalizeImage, ScaleToRange>;

enum class WindowWeights { constant, gaussian };
enum class WindowPadding {
  zero,
  replicate,  ///< The outermost voxels go on.
};

/// How a network that sees a small block is led over an image. (SlidingWindowInferer, SliceInferer)
struct SlidingWindow {
  std::array<std::int64_t, 3> size{96, 96, 96};  ///< Along i, j, k.
  std::optional<int> plane_axis;  ///< The network sees planes, without this axis; `size` is 1 there.
  WindowPadding padding = WindowPadding::zero;  ///< Where the image is smaller than a block.
  std::array<double, 3> overlap{0.25, 0.25, 0.25};
  WindowWeights weights = WindowWeights::constant;
  double sigma_scale = 0.125;  ///< Of Gaussian weights: sigma over the block's length.
};

enum class Activation { none, softmax, sigmoid };

/// What becomes of the network's answer. (AsDiscreted)
enum class Discretisation {
  none,       ///< One channel of values: an image.
  argmax,     ///< The label is the channel that is largest; 0 is none.
  threshold,  ///< One channel: label 1 where it is at least `threshold`.
};

/// Of each of these labels only its largest connected part stays. (KeepLargestConnectedComponentd)
struct KeepLargest {
  std::vector<int> labels;  ///< Empty: every label.
  int connectivity = 3;     ///< 1: across faces; 2: edges too; 3: corners too.
};

/// Everything that running a network needs to be told, and what a person needs to know of it. Made of a MONAI
/// bundle's metadata.json and inference.json by parse_model().
struct ModelDescription {
  std::string name;  ///< Never empty.
  std::string version;
  std::string license;  ///< Empty where the bundle states none.
  std::string description;
  std::string intended_use;
  std::string modality;  ///< As the bundle words it; may be empty.
  int output_channels = 1;
  std::vector<LabelValue> labels;  ///< Of a segmentation: names and colours, ascending.

  std::vector<PrepareStep> prepare;  ///< In order.
  SlidingWindow window;
  Activation activation = Activation::none;
  Discretisation discretisation = Discretisation::none;
  double threshold = 0.5;
  std::optional<KeepLargest> keep_largest;
  /// What the bundle asks for and is done otherwise here, one sentence each.
  std::vector<std::string> notes;

  [[nodiscard]] bool makes_labels() const { return discretisation != Discretisation::none; }
};

}  // namespace scanetrix
