// SPDX-License-Identifier: Apache-2.0
#include "volume/rescale.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <utility>

#include "base/parallel.h"

namespace scanetrix {
namespace {

/// Calls visit(first, end) over ranges of `count` samples on all cores.
template <typename Visit>
void over_samples(std::size_t count, Visit visit) {
  constexpr std::size_t kPiece = 1 << 20;
  const auto outcome = parallel_for((count + kPiece - 1) / kPiece, [&](std::size_t piece) -> Result<void> {
    visit(piece * kPiece, std::min(count, (piece + 1) * kPiece));
    return {};
  });
  static_cast<void>(outcome);  // The work above cannot fail.
}

template <typename T>
std::pair<T, T> least_and_greatest(std::span<const T> samples) {
  T least = samples.front();
  T greatest = least;
  std::mutex mutex;
  over_samples(samples.size(), [&](std::size_t first, std::size_t end) {
    T low = samples[first];
    T high = low;
    for (const T value : samples.subspan(first, end - first)) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
    const std::lock_guard lock(mutex);
    least = std::min(least, low);
    greatest = std::max(greatest, high);
  });
  return {least, greatest};
}

bool is_whole(double value) {
  return std::abs(value) <= 2147483647.0 && value == std::floor(value);
}

template <typename From, typename To>
void rewrite(Volume& volume, std::int64_t slope, std::int64_t intercept) {
  const auto from = volume.samples<From>();
  const auto convert = [=](From stored) {
    return static_cast<To>(static_cast<std::int64_t>(stored) * slope + intercept);
  };
  Bytes wider(sizeof(From) == sizeof(To) ? 0 : from.size() * sizeof(To));
  auto* out = reinterpret_cast<To*>(wider.empty() ? volume.voxels.data() : wider.data());
  over_samples(from.size(), [&](std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) out[i] = convert(from[i]);
  });
  if (!wider.empty()) volume.voxels = std::move(wider);
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
      const auto [least, greatest] = least_and_greatest(std::as_const(volume).samples<From>());
      // 32 bits × 31 bits + 31 bits: always fits 64.
      const std::int64_t a = static_cast<std::int64_t>(least) * slope + intercept;
      const std::int64_t b = static_cast<std::int64_t>(greatest) * slope + intercept;
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
