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
  constexpr std::size_t kPiece = 1 << 21;
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

/// How many bins a unit of stored values spans, when all span `range`.
double bins_in(double range) {
  const double per_bin = range / static_cast<double>(kHistogramBins);
  return per_bin > 0 ? 1 / per_bin : 0;
}

std::size_t bin_of(double above_least, double bins_per_unit) {
  return std::min(kHistogramBins - 1, static_cast<std::size_t>(above_least * bins_per_unit));
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

double otsu_threshold(const Statistics& statistics) {
  const auto& histogram = statistics.histogram;
  double total = 0;
  double weighted = 0;
  for (std::size_t bin = 0; bin < histogram.size(); ++bin) {
    total += static_cast<double>(histogram[bin]);
    weighted += static_cast<double>(histogram[bin]) * static_cast<double>(bin);
  }
  double below = 0;
  double weighted_below = 0;
  double best = 0;
  std::size_t first = 0;
  std::size_t last = 0;
  for (std::size_t bin = 1; bin < histogram.size(); ++bin) {
    below += static_cast<double>(histogram[bin - 1]);
    weighted_below += static_cast<double>(histogram[bin - 1]) * static_cast<double>(bin - 1);
    if (below == 0 || below == total) continue;
    const double apart = weighted_below / below - (weighted - weighted_below) / (total - below);
    const double between = below * (total - below) * apart * apart;
    if (between > best) {
      best = between;
      first = bin;
    }
    if (between == best) last = bin;
  }
  // Where nothing lies between the two, the middle of the gap.
  const double width = (statistics.greatest - statistics.least) / static_cast<double>(histogram.size());
  return statistics.least + width * static_cast<double>(first + last) / 2;
}

StatisticsGatherer::StatisticsGatherer(const VolumeForm& form)
    : form_(form),
      counts_by_value_(form.channels == 1 && is_integer(form.type) && size_bytes(form.type) <= 2),
      least_(std::numeric_limits<double>::infinity()),
      greatest_(-least_) {
  if (counts_by_value_) counts_.resize(std::size_t{1} << (8 * size_bytes(form.type)));
}

void StatisticsGatherer::add(const Volume& slab) {
  std::mutex mutex;
  with_type(form_.type, [&](auto type) {
    using T = decltype(type);
    const auto samples = slab.samples<T>();
    over_voxels(slab, [&](std::size_t first, std::size_t end) {
      if constexpr (std::is_integral_v<T> && sizeof(T) <= 2) {
        if (counts_by_value_) {
          std::vector<std::uint32_t> counts(counts_.size());  // Of a piece: half the cache that sums take.
          for (std::size_t voxel = first; voxel < end; ++voxel)
            ++counts[static_cast<std::size_t>(samples[voxel] - std::numeric_limits<T>::lowest())];
          const std::lock_guard lock(mutex);
          for (std::size_t value = 0; value < counts.size(); ++value) counts_[value] += counts[value];
          return;
        }
      }
      double low = std::numeric_limits<double>::infinity();
      double high = -low;
      for (std::size_t voxel = first; voxel < end; ++voxel) {
        const double stored = stored_at<T>(samples, form_.channels, voxel);
        if (std::is_floating_point_v<T> && !std::isfinite(stored)) continue;
        low = std::min(low, stored);
        high = std::max(high, stored);
      }
      const std::lock_guard lock(mutex);
      least_ = std::min(least_, low);
      greatest_ = std::max(greatest_, high);
    });
  });
}

void StatisticsGatherer::count_again(const Volume& slab) {
  if (least_ > greatest_) return;  // Not one finite voxel.
  std::mutex mutex;
  const double bins_per_unit = bins_in(greatest_ - least_);
  with_type(form_.type, [&](auto type) {
    using T = decltype(type);
    const auto samples = slab.samples<T>();
    over_voxels(slab, [&](std::size_t first, std::size_t end) {
      std::array<std::int64_t, kHistogramBins> counts{};
      for (std::size_t voxel = first; voxel < end; ++voxel) {
        const double stored = stored_at<T>(samples, form_.channels, voxel);
        if (std::is_floating_point_v<T> && !std::isfinite(stored)) continue;
        ++counts[bin_of(stored - least_, bins_per_unit)];
      }
      const std::lock_guard lock(mutex);
      for (std::size_t bin = 0; bin < kHistogramBins; ++bin) bins_[bin] += counts[bin];
    });
  });
}

Statistics StatisticsGatherer::finish() const {
  Statistics result;
  result.histogram.assign(kHistogramBins, 0);
  double least = least_;
  double greatest = greatest_;
  if (counts_by_value_) {
    const auto lowest = with_type(form_.type, [](auto type) {
      return static_cast<double>(std::numeric_limits<decltype(type)>::lowest());
    });
    const auto filled = [](std::int64_t count) { return count > 0; };
    const auto first = std::find_if(counts_.begin(), counts_.end(), filled);
    if (first == counts_.end()) return result;
    const auto last = std::find_if(counts_.rbegin(), counts_.rend(), filled).base() - 1;
    least = lowest + static_cast<double>(first - counts_.begin());
    greatest = lowest + static_cast<double>(last - counts_.begin());
    const double bins_per_unit = bins_in(greatest - least);
    for (auto count = first; count <= last; ++count)
      result.histogram[bin_of(static_cast<double>(count - first), bins_per_unit)] += *count;
  } else {
    if (least > greatest) return result;
    result.histogram.assign(bins_.begin(), bins_.end());
  }
  result.least = least * form_.slope + form_.intercept;
  result.greatest = greatest * form_.slope + form_.intercept;
  if (form_.slope < 0) {
    std::swap(result.least, result.greatest);
    std::reverse(result.histogram.begin(), result.histogram.end());
  }
  return result;
}

Statistics statistics_of(const Volume& volume) {
  StatisticsGatherer gatherer(volume);
  gatherer.add(volume);
  if (gatherer.wants_second_pass()) gatherer.count_again(volume);
  return gatherer.finish();
}

DisplayWindow first_window(const VolumeForm& form, std::span<const DisplayWindow> recommended,
                           const Statistics& statistics) {
  if (form.channels == 3) return {"", 127.5, 255};
  if (form.kind == VolumeKind::labels)
    return {"", statistics.greatest / 2, std::max(statistics.greatest, 1.0)};
  if (form.kind == VolumeKind::uncertainty) {
    // Most voxels were acquired, and are certain.
    Statistics made = statistics;
    if (!made.histogram.empty()) made.histogram[0] = 0;
    const double high = statistics.greatest > 0 ? std::max(made.quantile(0.995), 1e-6) : 1;
    return {"", high / 2, high};
  }
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
