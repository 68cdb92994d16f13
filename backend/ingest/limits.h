// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/result.h"

namespace scanetrix {

/// The most bytes that one volume's voxels may take, as decoded.
inline constexpr std::uint64_t kLargestVolumeBytes = std::uint64_t{4} << 30;

/// \error too_large "too_large"
[[nodiscard]] inline Result<void> check_volume_size(std::uint64_t bytes) {
  if (bytes <= kLargestVolumeBytes) return {};
  return fail(ErrorCode::too_large, "too_large",
              fmt::format("The volume would take {:.1f} GB; at most {:.1f} GB are read.", static_cast<double>(bytes) / 1e9,
                          static_cast<double>(kLargestVolumeBytes) / 1e9));
}

}  // namespace scanetrix
