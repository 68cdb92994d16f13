// SPDX-License-Identifier: Apache-2.0
#include "volume/rescale.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scanetrix {
namespace {

bool is_whole(double value) { return std::abs(value) <= 2147483647.0 && value == std::floor(value); }

template <typename From, typename To>
void rewrite(Volume& volume, std::int64_t slope, std::int64_t intercept) {
  const auto from = volume.samples<From>();
  const auto convert = [=](From stored) {
    return static_cast<To>(static_cast<std::int64_t>(stored) * slope + intercept);
  };
  if constexpr (sizeof(From) == sizeof(To)) {
    std::transform(from.begin(), from.end(), reinterpret_cast<To*>(volume.voxels.data()), convert);
  } else {
    Bytes wider(from.size() * sizeof(To));
    std::transform(from.begin(), from.end(), reinterpret_cast<To*>(wider.data()), convert);
    volume.voxels = std::move(wider);
  }
}

}  // namespace

void apply_exact_rescale(Volume& volume) {
  if (!is_integer(volume.type) || !is_whole(volume.slope) || !is_whole(volume.intercept)) return;
  if (volume.slope == 1 && volume.intercept == 0) return;
  if (volume.slope == 0 || volume.voxels.empty()) return;
  const auto slope = static_cast<std::int64_t>(volume.slope);
  const auto intercept = static_cast<std::int64_t>(volume.intercept);

  with_type(volume.type, [&](auto stored) {
    using From = decltype(stored);
    if constexpr (std::is_integral_v<From>) {
      const auto samples = volume.samples<From>();
      const auto [least, greatest] = std::minmax_element(samples.begin(), samples.end());
      // 32 bits × 31 bits + 31 bits: always fits 64.
      const std::int64_t a = static_cast<std::int64_t>(*least) * slope + intercept;
      const std::int64_t b = static_cast<std::int64_t>(*greatest) * slope + intercept;
      const auto type = integer_type_for(std::min(a, b), std::max(a, b));
      if (!type) return;
      with_type(*type, [&](auto real) {
        using To = decltype(real);
        if constexpr (std::is_integral_v<To>) rewrite<From, To>(volume, slope, intercept);
      });
      volume.type = *type;
      volume.slope = 1;
      volume.intercept = 0;
    }
  });
}

}  // namespace scanetrix
