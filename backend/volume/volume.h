// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "volume/geometry.h"
#include "volume/voxel_type.h"

namespace scanetrix {

enum class VolumeKind {
  image,        ///< Something measured: values between two voxels may be taken for what lies between them.
  labels,       ///< Which segment a voxel belongs to; 0 for none. Labels are never averaged.
  uncertainty,  ///< How far off an image's voxels may be, in the image's unit; 0 where they were acquired.
};

/// "image", "labels", "uncertainty".
[[nodiscard]] std::string_view name_of(VolumeKind kind);
[[nodiscard]] std::optional<VolumeKind> volume_kind_named(std::string_view name);

/// What a volume's voxels are and where they lie. The voxels themselves are elsewhere.
///
/// Real value = stored × slope + intercept. The walls store real values (slope 1, intercept 0) whenever these
/// are whole numbers that a 32-bit integer holds; else the source's own integers with its slope; per-slice
/// slopes become float32.
struct VolumeForm {
  VolumeKind kind = VolumeKind::image;  ///< Labels: uint8 or uint16, one channel, slope 1, no unit.
  Geometry geometry;
  VoxelType type = VoxelType::int16;
  int channels = 1;  ///< 1, or 3 for red, green, blue (then type is uint8 and slope 1).
  double slope = 1;
  double intercept = 0;
  std::string unit;              ///< "HU" (CT), else what the source says, else empty.
  std::int64_t time_points = 1;  ///< How many such blocks follow one another; all in the same place.

  [[nodiscard]] std::size_t bytes_per_voxel() const {
    return size_bytes(type) * static_cast<std::size_t>(channels);
  }
  /// Of one slice (one k) of one time point. The walls have checked that it fits.
  [[nodiscard]] std::size_t slice_bytes() const {
    return static_cast<std::size_t>(geometry.shape.y * geometry.shape.x) * bytes_per_voxel();
  }
};

/// A block of voxels in memory: one time point.
///
/// `voxels` holds shape.count() × channels samples of `type`, order [z, y, x, channel] (channel fastest),
/// little endian.
struct Volume : VolumeForm {
  Bytes voxels;

  /// The samples as T. Requires that T is what `type` stands for.
  template <typename T>
  [[nodiscard]] std::span<const T> samples() const {
    return {reinterpret_cast<const T*>(voxels.data()), voxels.size() / sizeof(T)};
  }
  template <typename T>
  [[nodiscard]] std::span<T> samples() {
    return {reinterpret_cast<T*>(voxels.data()), voxels.size() / sizeof(T)};
  }
};

}  // namespace scanetrix
