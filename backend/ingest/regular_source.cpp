// SPDX-License-Identifier: Apache-2.0
#include "ingest/regular_source.h"

#include <cmath>
#include <limits>

#include "base/bytes.h"

namespace scanetrix {
namespace {

/// Nearer to a whole pixel than this is on it.
constexpr double kWholePixel = 1e-3;

VolumeForm form_on(const VolumeForm& acquired, const RegularLattice& lattice) {
  VolumeForm form = acquired;
  Affine& affine = form.geometry.ijk_to_lps;
  const Vec3 normal = cross(affine.step_i, affine.step_j);
  affine.step_k = normal * (lattice.step_mm / length(normal));
  affine.origin = lattice.origin_mm;
  Shape& shape = form.geometry.shape;
  shape = {static_cast<std::int64_t>(lattice.slices.size()), shape.y + lattice.more_rows,
           shape.x + lattice.more_columns};
  return form;
}

template <typename T>
T stored(double value) {
  if constexpr (std::is_floating_point_v<T>) return static_cast<T>(value);
  const double least = std::numeric_limits<T>::lowest();
  const double greatest = std::numeric_limits<T>::max();
  return static_cast<T>(std::clamp(std::floor(value + 0.5), least, greatest));
}

struct Split {
  std::int64_t whole;
  double rest;
};

Split split(double shift) {
  const double nearest = std::round(shift);
  if (std::abs(shift - nearest) < kWholePixel) return {static_cast<std::int64_t>(nearest), 0};
  return {static_cast<std::int64_t>(std::floor(shift)), shift - std::floor(shift)};
}

}  // namespace

RegularSource::RegularSource(VolumeForm acquired, std::shared_ptr<const VoxelSource> source,
                             RegularLattice lattice, double outside)
    : acquired_(std::move(acquired)),
      source_(std::move(source)),
      lattice_(std::move(lattice)),
      outside_(outside),
      form_(form_on(acquired_, lattice_)) {}

Result<std::vector<double>> RegularSource::read_moved(std::int64_t time, std::size_t acquired) const {
  Bytes bytes(acquired_.slice_bytes());
  TRY(source_->read_slice(time, static_cast<std::int64_t>(acquired), bytes));
  const Shape& from = acquired_.geometry.shape;
  const Shape& to = form_.geometry.shape;
  const int channels = form_.channels;
  std::vector<double> moved(static_cast<std::size_t>(to.y * to.x * channels), outside_);
  const Split down = split(lattice_.shifts[acquired].rows);
  const Split right = split(lattice_.shifts[acquired].columns);
  with_type(form_.type, [&](auto type) {
    using T = decltype(type);
    const auto* samples = reinterpret_cast<const T*>(bytes.data());
    const auto at = [&](std::int64_t y, std::int64_t x, int c) {
      if (y < 0 || x < 0 || y >= from.y || x >= from.x) return outside_;
      return static_cast<double>(samples[(y * from.x + x) * channels + c]);
    };
    for (std::int64_t y = 0; y < to.y; ++y)
      for (std::int64_t x = 0; x < to.x; ++x)
        for (int c = 0; c < channels; ++c) {
          // A pixel of the lattice lies `rest` before the acquired pixel that moved on by `whole`.
          const std::int64_t row = y - down.whole;
          const std::int64_t column = x - right.whole;
          double value = at(row, column, c);
          if (right.rest != 0) value += right.rest * (at(row, column - 1, c) - value);
          if (down.rest != 0) {
            double above = at(row - 1, column, c);
            if (right.rest != 0) above += right.rest * (at(row - 1, column - 1, c) - above);
            value += down.rest * (above - value);
          }
          moved[static_cast<std::size_t>((y * to.x + x) * channels + c)] = value;
        }
  });
  return moved;
}

Result<void> RegularSource::read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const {
  const LatticeSlice& wanted = lattice_.slices[static_cast<std::size_t>(k)];
  if (wanted.weight == 0 && lattice_.is_upright())
    return source_->read_slice(time, static_cast<std::int64_t>(wanted.below), slice);
  std::vector<double> values = TRY(read_moved(time, wanted.below));
  if (wanted.weight != 0) {
    const std::vector<double> above = TRY(read_moved(time, wanted.above));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] += wanted.weight * (above[i] - values[i]);
  }
  with_type(form_.type, [&](auto type) {
    using T = decltype(type);
    auto* out = reinterpret_cast<T*>(slice.data());
    for (std::size_t i = 0; i < values.size(); ++i) out[i] = stored<T>(values[i]);
  });
  return {};
}

}  // namespace scanetrix
