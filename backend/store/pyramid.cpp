// SPDX-License-Identifier: Apache-2.0
#include "store/pyramid.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/parallel.h"

namespace scanetrix {
namespace {

constexpr std::int64_t kSmallEnough = 64;

template <typename T>
T mean_of(double sum, int count) {
  if constexpr (std::is_floating_point_v<T>)
    return count == 0 ? std::numeric_limits<T>::quiet_NaN() : static_cast<T>(sum / count);
  else
    return static_cast<T>(std::floor(sum / count + 0.5));
}

/// The usual case, 2 × 2 × 2 of whole numbers inside the volume, without branches.
template <typename T>
void halve_row_of_eight(const T* a, const T* b, const T* c, const T* d, std::int64_t count, T* out) {
  using Sum = std::conditional_t<sizeof(T) <= 2, std::int32_t, std::int64_t>;
  for (std::int64_t x = 0; x < count; ++x) {
    const Sum sum = Sum{a[2 * x]} + Sum{a[2 * x + 1]} + Sum{b[2 * x]} + Sum{b[2 * x + 1]} + Sum{c[2 * x]} +
                    Sum{c[2 * x + 1]} + Sum{d[2 * x]} + Sum{d[2 * x + 1]};
    out[x] = static_cast<T>((sum + 4) >>
                            3);  // Arithmetic shift: floor, so that the rounding is the same as below.
  }
}

template <typename T>
void halve_row(const Volume& from, Volume& to, std::array<int, 3> step, std::int64_t z, std::int64_t y) {
  const Shape in = from.geometry.shape;
  const Shape out = to.geometry.shape;
  const int channels = from.channels;
  const auto source = from.samples<T>();
  T* row = to.samples<T>().data() + (z * out.y + y) * out.x * channels;
  const std::int64_t z_end = std::min(in.z, (z + 1) * step[0]);
  const std::int64_t y_end = std::min(in.y, (y + 1) * step[1]);

  std::int64_t done = 0;
  if constexpr (std::is_integral_v<T>) {
    if (step == std::array{2, 2, 2} && channels == 1 && z_end - z * 2 == 2 && y_end - y * 2 == 2) {
      const T* a = source.data() + (z * 2 * in.y + y * 2) * in.x;
      done = in.x / 2;
      halve_row_of_eight(a, a + in.x, a + in.y * in.x, a + (in.y + 1) * in.x, done, row);
    }
  }
  for (std::int64_t x = done; x < out.x; ++x) {
    const std::int64_t x_end = std::min(in.x, (x + 1) * step[2]);
    for (int channel = 0; channel < channels; ++channel) {
      double sum = 0;
      int count = 0;
      for (std::int64_t k = z * step[0]; k < z_end; ++k)
        for (std::int64_t j = y * step[1]; j < y_end; ++j)
          for (std::int64_t i = x * step[2]; i < x_end; ++i) {
            const auto value = static_cast<double>(source[((k * in.y + j) * in.x + i) * channels + channel]);
            if (std::isnan(value)) continue;
            sum += value;
            ++count;
          }
      row[x * channels + channel] = mean_of<T>(sum, count);
    }
  }
}

}  // namespace

std::vector<PyramidLevel> plan_pyramid(const Geometry& geometry) {
  std::array<std::int64_t, 3> size{geometry.shape.z, geometry.shape.y, geometry.shape.x};
  auto spacing = geometry.spacing_mm();
  std::vector<PyramidLevel> levels{{geometry.shape, {1, 1, 1}}};
  while (std::any_of(size.begin(), size.end(), [](auto n) { return n > kSmallEnough; })) {
    double finest = std::numeric_limits<double>::infinity();
    for (std::size_t axis = 0; axis < 3; ++axis)
      if (size[axis] > kSmallEnough) finest = std::min(finest, spacing[axis]);
    auto factor = levels.back().factor;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (size[axis] <= kSmallEnough || spacing[axis] > finest * 1.5) continue;
      size[axis] = (size[axis] + 1) / 2;
      spacing[axis] *= 2;
      factor[axis] *= 2;
    }
    levels.push_back({{size[0], size[1], size[2]}, factor});
  }
  return levels;
}

Geometry geometry_at(const Geometry& full, std::array<int, 3> factor) {
  Geometry geometry;
  const Shape& in = full.shape;
  geometry.calibrated = full.calibrated;
  geometry.shape = {(in.z + factor[0] - 1) / factor[0], (in.y + factor[1] - 1) / factor[1],
                    (in.x + factor[2] - 1) / factor[2]};
  const Affine& fine = full.ijk_to_lps;
  geometry.ijk_to_lps = {fine.step_i * factor[2], fine.step_j * factor[1], fine.step_k * factor[0],
                         fine.at((factor[2] - 1) / 2.0, (factor[1] - 1) / 2.0, (factor[0] - 1) / 2.0)};
  return geometry;
}

Volume halve(const Volume& volume, std::array<int, 3> step) {
  Volume result;
  result.type = volume.type;
  result.channels = volume.channels;
  result.slope = volume.slope;
  result.intercept = volume.intercept;
  result.unit = volume.unit;
  result.geometry = geometry_at(volume.geometry, step);
  result.voxels.resize(static_cast<std::size_t>(result.geometry.shape.count()) * result.bytes_per_voxel());

  with_type(volume.type, [&](auto type) {
    using T = decltype(type);
    const auto outcome =
        parallel_for(static_cast<std::size_t>(result.geometry.shape.z), [&](std::size_t z) -> Result<void> {
          for (std::int64_t y = 0; y < result.geometry.shape.y; ++y)
            halve_row<T>(volume, result, step, static_cast<std::int64_t>(z), y);
          return {};
        });
    static_cast<void>(outcome);  // The work above cannot fail.
  });
  return result;
}

}  // namespace scanetrix
