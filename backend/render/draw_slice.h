// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "render/png.h"
#include "volume/series.h"

namespace scanetrix {

/// The comment of a picture whose slice was made and not acquired.
inline constexpr std::string_view kMadeSlice = "Interpolated: no slice was acquired at this place.";

/// The voxels of one slice, cut out of a volume: 1 voxel thick along `axes.through`.
struct SliceVoxels {
  Shape shape;  ///< Of the cut, with 1 on the axis that runs through the slices.
  VoxelType type = VoxelType::int16;
  int channels = 1;
  double slope = 1;
  double intercept = 0;
  ByteView samples;       ///< [z, y, x, channel]
  bool inverted = false;  ///< Low values are bright.
  /// Of labels what they stand for: then they are drawn in their colours on a ground that is clear, whatever
  /// the window, and each pixel is one voxel's.
  std::span<const LabelValue> labels = {};
};

/// Draws a slice the radiologist's way (see Plane), with square pixels.
///
/// A pixel is as large as the finer of the two spacings, so that nothing measured is lost, unless that gives
/// more than `most_pixels` along a side; then it is coarser. Between voxels along the coarser axis the
/// picture is linear; at equal spacings every pixel is one voxel exactly. Values are clamped to the window;
/// NaN is black. Colour is shown as it is, whatever the window.
///
/// \param spacing_mm  [z, y, x] of the volume.
[[nodiscard]] Picture draw_slice(const SliceVoxels& voxels, const PlaneAxes& axes,
                                 const std::array<double, 3>& spacing_mm, const DisplayWindow& window,
                                 int most_pixels);

}  // namespace scanetrix
