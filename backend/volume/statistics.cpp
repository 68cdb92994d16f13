// SPDX-License-Identifier: Apache-2.0
#include "volume/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

#include "base/parallel.h"

namespace scanetrix {
namespace {

/// Calls visit(first, end) over voxel ranges on all cores.
template <typename Visit>
void over_voxels(const Volume& volume, Visit visit) {
  const auto count = static_cast<std::size_t>(volume.geometry.shape.count());
  constexpr std::size_t kPiece = 1 << 20;
  const std::size_t pieces = (count + kPiece - 1) / kPiece;
  const auto outcome = parallel_for(pieces, [&](std::size_t piece) -> Result<void> {
    visit(piece * kPiece, std::min(count, (piece + 1) * kPiece));
    return {};
  });
  static_cast<void>(outcome);  // The work above cannot fail.
}

template <typename T>
double stored_at(std::span<const T> samples, int channels, std::size_t voxel) {
  if (channels == 1) return static_cast<double>(samples[voxel]);
  const T* rgb = &samples[voxel * 3];
  return 0.299 * static_cast<double>(rgb[0]) + 0.587 * static_cast<double>(rgb[1]) +
         0.114 * static_cast<double>(rgb[2]);
}

}  // namespace

double Statistics::quantile(double fraction) const {
  std::int64_t total = 0;
  for (const auto count : histogram) total += count;
  if (total == 0) return least;
  const double wanted = fraction * static_cast<double>(total);
  const double bin_width = (greatest - least) / static_cast<double>(histogram.size());
  double below = 0;
  for (std::size_t bin = 0; bin < histogram.size(); ++bin) {
    const auto count = static_cast<double>(histogram[bin]);
    if (below + count >= wanted && count > 0)
      return least + bin_width * (static_cast<double>(bin) + (wanted - below) / count);
    below += count;
  }
  return greatest;
}

Statistics statistics_of(const Volume& volume) {
  Statistics result;
  result.histogram.assign(kHistogramBins, 0);
  std::mutex mutex;
  double least = std::numeric_limits<double>::infinity();
  double greatest = -least;

  with_type(volume.type, [&](auto type) {
    using T = decltype(type);
    const auto samples = volume.samples<T>();
    over_voxels(volume, [&](std::size_t first, std::size_t end) {
      double low = std::numeric_limits<double>::infinity();
      double high = -low;
      for (std::size_t voxel = first; voxel < end; ++voxel) {
        const double stored = stored_at<T>(samples, volume.channels, voxel);
        if (std::is_floating_point_v<T> && !std::isfinite(stored)) continue;
        low = std::min(low, stored);
        high = std::max(high, stored);
      }
      const std::lock_guard lock(mutex);
      least = std::min(least, low);
      greatest = std::max(greatest, high);
    });
    if (least > greatest) return;  // Not one finite voxel.

    const double per_bin = (greatest - least) / static_cast<double>(kHistogramBins);
    const double bins_per_unit = per_bin > 0 ? 1 / per_bin : 0;
    over_voxels(volume, [&](std::size_t first, std::size_t end) {
      std::array<std::int64_t, kHistogramBins> counts{};
      for (std::size_t voxel = first; voxel < end; ++voxel) {
        const double stored = stored_at<T>(samples, volume.channels, voxel);
        if (std::is_floating_point_v<T> && !std::isfinite(stored)) continue;
        ++counts[std::min(kHistogramBins - 1, static_cast<std::size_t>((stored - least) * bins_per_unit))];
      }
      const std::lock_guard lock(mutex);
      for (std::size_t bin = 0; bin < kHistogramBins; ++bin) result.histogram[bin] += counts[bin];
    });
    result.least = least * volume.slope + volume.intercept;
    result.greatest = greatest * volume.slope + volume.intercept;
    if (volume.slope < 0) {
      std::swap(result.least, result.greatest);
      std::reverse(result.histogram.begin(), result.histogram.end());
    }
  });
  return result;
}

DisplayWindow first_window(const VolumeForm& form, std::span<const DisplayWindow> recommended,
                           const Statistics& statistics) {
  if (form.channels == 3) return {"", 127.5, 255};
  for (const DisplayWindow& window : recommended)
    if (window.width >= 1e-9 && std::isfinite(window.center) && std::isfinite(window.width)) return window;
  if (form.unit == "HU") return {"Soft tissue", 40, 400};

  // Most of a picture is often background in the lowest bin; percentiles that count it come out too dark.
  Statistics foreground = statistics;
  if (!foreground.histogram.empty()) foreground.histogram[0] = 0;
  const bool any =
      std::any_of(foreground.histogram.begin(), foreground.histogram.end(), [](auto n) { return n > 0; });
  const double low = any ? foreground.quantile(0.01) : statistics.least;
  const double high = any ? foreground.quantile(0.995) : statistics.greatest;
  const double width = high > low ? high - low : 1;
  return {"", low + width / 2, width};
}

}  // namespace scanetrix
