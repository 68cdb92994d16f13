// SPDX-License-Identifier: Apache-2.0
#include "store/reduce_slices.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "store/pyramid.h"

namespace scanetrix {
namespace {

/// The rows that one coarse row stands for: those of up to step[z] slices.
template <typename T>
using Rows = std::vector<const T*>;

/// Sums of whole numbers: exact, and without branches, so that the compiler can use the vector unit.
template <typename T>
class IntegerMeans {
 public:
  IntegerMeans(std::int64_t width, int channels, int step)
      : width_(width), channels_(channels), step_(step), sums_(static_cast<std::size_t>(width * channels)) {}

  void reduce(const Rows<T>& rows, T* out) {
    std::fill(sums_.begin(), sums_.end(), Sum{0});
    for (const T* row : rows)
      for (std::size_t n = 0; n < sums_.size(); ++n) sums_[n] += row[n];
    for (std::int64_t x = 0; x < width_; x += step_) {
      const std::int64_t end = std::min(width_, x + step_);
      const std::int64_t count = (end - x) * static_cast<std::int64_t>(rows.size());
      for (int channel = 0; channel < channels_; ++channel) {
        std::int64_t sum = 0;
        for (std::int64_t n = x; n < end; ++n)
          sum += sums_[static_cast<std::size_t>(n * channels_ + channel)];
        *out++ = static_cast<T>(rounded(sum, count));
      }
    }
  }

 private:
  using Sum = std::conditional_t<sizeof(T) <= 2, std::int32_t, std::int64_t>;
  static constexpr std::int64_t kLeast = std::numeric_limits<T>::lowest();

  /// floor(sum / count + 1/2). Above the type's least value, so that division rounds down.
  static std::int64_t rounded(std::int64_t sum, std::int64_t count) {
    return (2 * (sum - kLeast * count) + count) / (2 * count) + kLeast;
  }

  std::int64_t width_;
  int channels_;
  int step_;
  std::vector<Sum> sums_;
};

template <typename T>
class RealMeans {
 public:
  RealMeans(std::int64_t width, int channels, int step) : width_(width), channels_(channels), step_(step) {}

  void reduce(const Rows<T>& rows, T* out) {
    for (std::int64_t x = 0; x < width_; x += step_)
      for (int channel = 0; channel < channels_; ++channel) {
        double sum = 0;
        int count = 0;
        for (const T* row : rows)
          for (std::int64_t n = x; n < std::min(width_, x + step_); ++n) {
            const T value = row[n * channels_ + channel];
            if (std::isnan(value)) continue;
            sum += static_cast<double>(value);
            ++count;
          }
        *out++ = count == 0 ? std::numeric_limits<T>::quiet_NaN() : static_cast<T>(sum / count);
      }
  }

 private:
  std::int64_t width_;
  int channels_;
  int step_;
};

template <typename T>
class Modes {
 public:
  Modes(std::int64_t width, int channels, int step) : width_(width), channels_(channels), step_(step) {}

  void reduce(const Rows<T>& rows, T* out) {
    for (std::int64_t x = 0; x < width_; x += step_)
      for (int channel = 0; channel < channels_; ++channel) {
        values_.clear();
        for (const T* row : rows)
          for (std::int64_t n = x; n < std::min(width_, x + step_); ++n)
            values_.push_back(row[n * channels_ + channel]);
        *out++ = most_frequent();
      }
  }

 private:
  T most_frequent() {
    // Inside and outside of a label all are the same.
    if (std::all_of(values_.begin(), values_.end(), [&](T value) { return value == values_[0]; }))
      return values_[0];
    std::sort(values_.begin(), values_.end());
    auto best = values_.begin();
    std::ptrdiff_t most = 0;
    for (auto first = values_.begin(); first != values_.end();) {
      const auto end = std::upper_bound(first, values_.end(), *first);
      if (end - first > most) {
        most = end - first;
        best = first;
      }
      first = end;
    }
    return *best;
  }

  std::int64_t width_;
  int channels_;
  int step_;
  std::vector<T> values_;
};

/// \param slices  One after another, whole groups of step[z] but for the last.
template <typename Reducer, typename T>
void reduce_groups(std::span<const std::byte* const> slices, const VolumeForm& form, std::array<int, 3> step,
                   Volume& out) {
  const Shape& fine = form.geometry.shape;
  const Shape& coarse = out.geometry.shape;
  const std::int64_t fine_row = fine.x * form.channels;
  const std::int64_t coarse_row = coarse.x * form.channels;
  constexpr std::int64_t kRowsAtOnce = 32;
  const std::int64_t pieces = (coarse.y + kRowsAtOnce - 1) / kRowsAtOnce;
  const auto outcome =
      parallel_for(static_cast<std::size_t>(coarse.z * pieces), [&](std::size_t n) -> Result<void> {
        const std::int64_t z = static_cast<std::int64_t>(n) / pieces;
        const std::int64_t first = static_cast<std::int64_t>(n) % pieces * kRowsAtOnce;
        const auto group = slices.subspan(static_cast<std::size_t>(z * step[0]));
        Reducer reducer(fine.x, form.channels, step[2]);
        Rows<T> rows;
        for (std::int64_t y = first; y < std::min(coarse.y, first + kRowsAtOnce); ++y) {
          rows.clear();
          for (const std::byte* slice :
               group.first(std::min(group.size(), static_cast<std::size_t>(step[0]))))
            for (std::int64_t j = y * step[1]; j < std::min(fine.y, (y + 1) * step[1]); ++j)
              rows.push_back(reinterpret_cast<const T*>(slice) + j * fine_row);
          reducer.reduce(rows, out.samples<T>().data() + (z * coarse.y + y) * coarse_row);
        }
        return {};
      });
  static_cast<void>(outcome);  // The work above cannot fail.
}

}  // namespace

SliceReducer::SliceReducer(const VolumeForm& fine, std::array<int, 3> step, Reduction reduction)
    : fine_(fine), step_(step), reduction_(reduction) {
  assert(reduction == Reduction::mean || is_integer(fine.type));
}

Volume SliceReducer::take(const Volume& slices) {
  const std::size_t slice_bytes = fine_.slice_bytes();
  std::vector<const std::byte*> all;
  for (std::size_t at = 0; at < kept_.size(); at += slice_bytes) all.push_back(kept_.data() + at);
  for (std::int64_t k = 0; k < slices.geometry.shape.z; ++k)
    all.push_back(slices.voxels.data() + static_cast<std::size_t>(k) * slice_bytes);
  taken_ += slices.geometry.shape.z;

  const bool is_last = taken_ == fine_.geometry.shape.z;
  const auto group = static_cast<std::size_t>(step_[0]);
  const std::size_t ready = is_last ? all.size() : all.size() / group * group;
  Volume out;
  static_cast<VolumeForm&>(out) = fine_;
  out.time_points = 1;
  out.geometry.shape = {static_cast<std::int64_t>((ready + group - 1) / group),
                        (fine_.geometry.shape.y + step_[1] - 1) / step_[1],
                        (fine_.geometry.shape.x + step_[2] - 1) / step_[2]};
  out.voxels.resize(static_cast<std::size_t>(out.geometry.shape.count()) * out.bytes_per_voxel());
  const std::span<const std::byte* const> complete = std::span(all).first(ready);
  with_type(fine_.type, [&](auto type) {
    using T = decltype(type);
    if constexpr (std::is_floating_point_v<T>)
      reduce_groups<RealMeans<T>, T>(complete, fine_, step_, out);
    else if (reduction_ == Reduction::mean)
      reduce_groups<IntegerMeans<T>, T>(complete, fine_, step_, out);
    else
      reduce_groups<Modes<T>, T>(complete, fine_, step_, out);
  });

  Bytes left;
  for (const std::byte* slice : std::span(all).subspan(ready))
    left.insert(left.end(), slice, slice + slice_bytes);
  kept_ = std::move(left);
  if (is_last) taken_ = 0;
  return out;
}

Volume reduce(const Volume& volume, std::array<int, 3> step, Reduction reduction) {
  Volume coarse = SliceReducer(volume, step, reduction).take(volume);
  coarse.geometry = geometry_at(volume.geometry, step);
  return coarse;
}

}  // namespace scanetrix
