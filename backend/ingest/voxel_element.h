// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "volume/voxel_type.h"
#include "volume/warning.h"

namespace scanetrix {

/// How volume files store one number.
enum class SampleKind {
  bit,  ///< Eight a byte over the whole stream, the lowest bit first.
  int8,
  uint8,
  int16,
  uint16,
  int32,
  uint32,
  int64,
  uint64,
  float32,
  float64,
  float128,  ///< 16 bytes: x87's 80-bit number and padding, or IEEE 754 binary128.
};

[[nodiscard]] std::size_t size_bytes(SampleKind kind);  ///< 0 for a bit.

/// What the samples of one voxel mean.
enum class SampleMeaning {
  value,
  complex,  ///< Real and imaginary part: the magnitude is kept.
  rgb,
  rgba,  ///< Alpha is left out.
};

/// One voxel as a file stores it.
struct StoredElement {
  SampleKind kind = SampleKind::int16;
  SampleMeaning meaning = SampleMeaning::value;
  bool swapped = false;  ///< Big endian.

  [[nodiscard]] std::size_t samples() const;
  /// Of a stream of so many samples.
  [[nodiscard]] std::uint64_t stored_bytes(std::uint64_t samples) const;
  /// What a voxel takes in memory, at most.
  [[nodiscard]] std::uint64_t decoded_bytes() const;
};

/// \error unsupported "unsupported_pixel_format": colour of other than 8 bits, complex whole numbers, by
/// name.
[[nodiscard]] Result<void> check_element(const StoredElement& element);

/// What becomes of the voxels, known before any is read.
struct VoxelPlan {
  VoxelType type = VoxelType::int16;
  int channels = 1;
  double slope = 1;  ///< That stay beside the voxels.
  double intercept = 0;
  bool applies_scale = false;  ///< Voxels become stored × factor + summand.
  double factor = 1;
  double summand = 0;
  bool is_binary128 = false;  ///< What float128 turned out to be.
  std::vector<Warning> warnings;
};

/// Calls its argument with pieces of the whole stream (whole samples, as stored), perhaps from several
/// threads.
using OverStream = std::function<Result<void>(const std::function<void(ByteView)>&)>;

/// Decides the type: real values in the narrowest whole numbers where slope and intercept are whole numbers
/// and 32 bits hold every value, else what is stored with its slope; floating point always
/// becomes the real value. 64 bits that 32 do not hold become float64.
///
/// Warnings: "precision_lost" (64-bit integers beyond 2⁵³, 128-bit numbers), "complex_magnitude",
/// "transparency_dropped", "bit_order_assumed".
/// \param over_stream  Called only where the values decide.
[[nodiscard]] Result<VoxelPlan> plan_voxels(const StoredElement& element, double slope, double intercept,
                                            const OverStream& over_stream);

/// Converts voxels as stored (StoredElement::samples() each, side by side; a bit takes a byte here) into
/// `out`, of as many voxels of the plan's type and channels.
void convert_voxels(const StoredElement& element, const VoxelPlan& plan, ByteView stored,
                    std::span<std::byte> out);

}  // namespace scanetrix
