// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <new>

#include "base/result.h"

namespace scanetrix {

/// The most bytes that one volume's voxels may take, as decoded. It is read slice by slice and never in
/// memory as a whole.
inline constexpr std::uint64_t kLargestVolumeBytes = std::uint64_t{64} << 30;

/// The most bytes that are unpacked at once: one picture, or a volume file that is packed as a whole.
inline constexpr std::uint64_t kLargestUnpackedBytes = std::uint64_t{4} << 30;

/// \error too_large "too_large"
[[nodiscard]] inline Result<void> check_volume_size(std::uint64_t bytes,
                                                    std::uint64_t most = kLargestVolumeBytes) {
  if (bytes <= most) return {};
  return fail(ErrorCode::too_large, "too_large",
              fmt::format("The volume would take {:.1f} GB; at most {:.1f} GB are read.",
                          static_cast<double>(bytes) / 1e9, static_cast<double>(most) / 1e9));
}

/// \error too_large "too_large"
[[nodiscard]] inline Result<void> check_unpacked_size(std::uint64_t bytes) {
  return check_volume_size(bytes, kLargestUnpackedBytes);
}

/// Against a claim that `packed_bytes` cannot hold, before memory is taken for it: no packing makes more than
/// `ratio` units of one byte. \error bad_input "damaged"
[[nodiscard]] inline Result<void> check_ratio(std::uint64_t units, std::uint64_t ratio,
                                              std::uint64_t packed_bytes) {
  if (units / ratio <= packed_bytes) return {};
  return fail(ErrorCode::bad_input, "damaged",
              "The file is too short for the picture that it claims to hold.");
}

/// Runs `work`, and says so when memory runs out.
/// \error too_large "too_large"
template <typename Work>
auto within_memory(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::too_large, "too_large", "There is not enough memory to read this.");
  }
}

}  // namespace scanetrix
