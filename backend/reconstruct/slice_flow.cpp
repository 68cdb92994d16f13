// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/slice_flow.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <map>
#include <mutex>

#include "base/parallel.h"
#include "reconstruct/interpolate.h"
#include "reconstruct/lattice.h"
#include "reconstruct/own_detail.h"

namespace scanetrix {
namespace {

constexpr int kWindow = 7;     ///< Pixels to each side.
constexpr int kSmoothing = 2;  ///< Of the shifts, pixels to each side.
constexpr int kCoarsest = 24;  ///< Pixels that the shorter side has at least.
constexpr int kIterations = 4;
constexpr float kLongestStep = 2;  ///< Pixels that one iteration adds at most.
/// What is added to the gradients' squares, where slices have a deviation of 1: even places stay where they
/// are.
constexpr float kDamping = 2e-4F;

float at(const Tile& plane, float row, float column) {
  row = std::clamp(row, 0.0F, static_cast<float>(plane.rows - 1));
  column = std::clamp(column, 0.0F, static_cast<float>(plane.columns - 1));
  const int r = std::min(static_cast<int>(row), std::max(0, plane.rows - 2));
  const int c = std::min(static_cast<int>(column), std::max(0, plane.columns - 2));
  const int r1 = std::min(r + 1, plane.rows - 1);
  const int c1 = std::min(c + 1, plane.columns - 1);
  const float v = row - static_cast<float>(r);
  const float u = column - static_cast<float>(c);
  // A weight of 0 must not bring in a NaN.
  const auto part = [](float weight, float value) { return weight == 0 ? 0 : weight * value; };
  return part((1 - v) * (1 - u), plane.at(r, c)) + part((1 - v) * u, plane.at(r, c1)) +
         part(v * (1 - u), plane.at(r1, c)) + part(v * u, plane.at(r1, c1));
}

/// Each pixel the mean of the window around it, as far as that lies inside.
Tile window_mean(const Tile& plane, int radius) {
  const auto along = [radius](const Tile& in) {
    Tile out(in.columns, in.rows);  // Transposed; twice is back.
    for (int row = 0; row < in.rows; ++row) {
      double sum = 0;
      for (int c = 0; c < std::min(radius, in.columns); ++c) sum += in.at(row, c);
      for (int c = 0; c < in.columns; ++c) {
        if (c + radius < in.columns) sum += in.at(row, c + radius);
        if (c - radius - 1 >= 0) sum -= in.at(row, c - radius - 1);
        const int count = std::min(c + radius, in.columns - 1) - std::max(c - radius, 0) + 1;
        out.at(c, row) = static_cast<float>(sum / count);
      }
    }
    return out;
  };
  return along(along(plane));
}

Tile halved(const Tile& plane) {
  Tile out((plane.rows + 1) / 2, (plane.columns + 1) / 2);
  for (int row = 0; row < out.rows; ++row)
    for (int column = 0; column < out.columns; ++column)
      out.at(row, column) =
          at(plane, 2 * static_cast<float>(row) + 0.5F, 2 * static_cast<float>(column) + 0.5F);
  return out;
}

/// Shifts of half the size, on a grid of this size.
Tile doubled_shifts(const Tile& shifts, int rows, int columns) {
  Tile out(rows, columns);
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column)
      out.at(row, column) =
          2 * at(shifts, 0.5F * static_cast<float>(row) - 0.25F, 0.5F * static_cast<float>(column) - 0.25F);
  return out;
}

Tile moved(const Tile& plane, const Tile& x, const Tile& y, float part) {
  Tile out(plane.rows, plane.columns);
  for (int row = 0; row < plane.rows; ++row)
    for (int column = 0; column < plane.columns; ++column)
      out.at(row, column) = at(plane, static_cast<float>(row) + part * y.at(row, column),
                               static_cast<float>(column) + part * x.at(row, column));
  return out;
}

/// One step of Gauss and Newton on the shifts.
void better(const Tile& lower, const Tile& upper, Tile& x, Tile& y) {
  const Tile a = moved(lower, x, y, -0.5F);
  const Tile b = moved(upper, x, y, 0.5F);
  const int rows = a.rows;
  const int columns = a.columns;
  Tile xx(rows, columns), xy(rows, columns), yy(rows, columns), xt(rows, columns), yt(rows, columns);
  const auto mean = [&](int row, int column) {
    row = std::clamp(row, 0, rows - 1);
    column = std::clamp(column, 0, columns - 1);
    return 0.5F * (a.at(row, column) + b.at(row, column));
  };
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      const float gx = 0.5F * (mean(row, column + 1) - mean(row, column - 1));
      const float gy = 0.5F * (mean(row + 1, column) - mean(row - 1, column));
      const float gt = b.at(row, column) - a.at(row, column);
      xx.at(row, column) = gx * gx;
      xy.at(row, column) = gx * gy;
      yy.at(row, column) = gy * gy;
      xt.at(row, column) = gx * gt;
      yt.at(row, column) = gy * gt;
    }
  for (Tile* const sums : {&xx, &xy, &yy, &xt, &yt}) *sums = window_mean(*sums, kWindow);
  for (std::size_t i = 0; i < x.values.size(); ++i) {
    const float p = xx.values[i] + kDamping;
    const float q = yy.values[i] + kDamping;
    const float r = xy.values[i];
    const float determinant = p * q - r * r;
    const float dx = -(q * xt.values[i] - r * yt.values[i]) / determinant;
    const float dy = -(p * yt.values[i] - r * xt.values[i]) / determinant;
    x.values[i] += std::clamp(dx, -kLongestStep, kLongestStep);
    y.values[i] += std::clamp(dy, -kLongestStep, kLongestStep);
  }
  x = window_mean(x, kSmoothing);
  y = window_mean(y, kSmoothing);
}

/// Finite, with a mean of 0 and a deviation of 1 for both together.
void normalise(Tile& a, Tile& b) {
  double sum = 0;
  double squares = 0;
  for (Tile* const plane : {&a, &b})
    for (float& value : plane->values) {
      if (!std::isfinite(value)) value = 0;
      sum += value;
      squares += static_cast<double>(value) * value;
    }
  const auto count = static_cast<double>(2 * a.values.size());
  const double mean = sum / count;
  const double deviation = std::sqrt(std::max(0.0, squares / count - mean * mean));
  const double scale = deviation > 0 ? 1 / deviation : 0;
  for (Tile* const plane : {&a, &b})
    for (float& value : plane->values) value = static_cast<float>((value - mean) * scale);
}

Tile tile_of(std::span<const float> slice, const Shape& shape) {
  Tile tile;
  tile.rows = static_cast<int>(shape.y);
  tile.columns = static_cast<int>(shape.x);
  tile.values.assign(slice.begin(), slice.end());
  return tile;
}

Result<Tile> read_tile(const SeriesVolume& volume, std::int64_t time, std::int64_t k) {
  Bytes stored(volume.form.slice_bytes());
  TRY(volume.voxels->read_slice(time, k, stored));
  std::vector<float> samples(stored.size() / size_bytes(volume.form.type));
  load_samples(stored, volume.form.type, samples);
  return tile_of(samples, volume.form.geometry.shape);
}

class FlowSource final : public VoxelSource {
 public:
  FlowSource(SeriesVolume volume, int factor) : volume_(std::move(volume)), factor_(factor) {}

  Result<void> read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const override {
    if (k % factor_ == 0) return volume_.voxels->read_slice(time, k / factor_, slice);
    const auto flow = TRY(flow_of(time, k / factor_));
    std::vector<float> made(slice.size() / size_bytes(volume_.form.type));
    flow->between(static_cast<double>(k % factor_) / factor_, made);
    store_samples(made, volume_.form.type, slice);
    return {};
  }

 private:
  struct Entry {
    std::mutex mutex;
    std::shared_ptr<const SliceFlow> flow;
    std::uint64_t used = 0;
  };

  Result<std::shared_ptr<const SliceFlow>> flow_of(std::int64_t time, std::int64_t gap) const {
    const std::shared_ptr<Entry> entry = entry_of(time, gap);
    const std::lock_guard lock(entry->mutex);
    if (!entry->flow)
      entry->flow = std::make_shared<SliceFlow>(TRY(read_tile(volume_, time, gap)),
                                                TRY(read_tile(volume_, time, gap + 1)));
    return entry->flow;
  }

  std::shared_ptr<Entry> entry_of(std::int64_t time, std::int64_t gap) const {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Entry>& entry = entries_[{time, gap}];
    if (!entry) entry = std::make_shared<Entry>();
    entry->used = ++clock_;
    const std::shared_ptr<Entry> wanted = entry;
    if (entries_.size() > 2 * parallel_width())
      entries_.erase(
          std::ranges::min_element(entries_, {}, [](const auto& each) { return each.second->used; }));
    return wanted;
  }

  SeriesVolume volume_;
  int factor_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<std::int64_t, std::int64_t>, std::shared_ptr<Entry>> entries_;
  mutable std::uint64_t clock_ = 0;
};

/// Slices of several volumes of one form, made into one.
class CombinedSource final : public VoxelSource {
 public:
  using Combine = std::function<void(std::span<float> first, std::span<const float> second)>;
  CombinedSource(SeriesVolume first, SeriesVolume second, int factor, Combine combine)
      : first_(std::move(first)), second_(std::move(second)), factor_(factor), combine_(std::move(combine)) {}

  Result<void> read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const override {
    TRY(first_.voxels->read_slice(time, k, slice));
    if (k % factor_ == 0) return {};
    std::vector<float> first(slice.size() / size_bytes(first_.form.type));
    load_samples(slice, first_.form.type, first);
    combine_(first, TRY(read_tile(second_, time, k)).values);
    store_samples(first, first_.form.type, slice);
    return {};
  }

 private:
  SeriesVolume first_, second_;
  int factor_;
  Combine combine_;
};

}  // namespace

SliceFlow::SliceFlow(Tile lower, Tile upper) : lower_(std::move(lower)), upper_(std::move(upper)) {
  assert(lower_.rows == upper_.rows && lower_.columns == upper_.columns && !lower_.values.empty());
  std::vector<std::pair<Tile, Tile>> levels{{lower_, upper_}};
  normalise(levels[0].first, levels[0].second);
  while (std::min(levels.back().first.rows, levels.back().first.columns) >= 2 * kCoarsest)
    levels.emplace_back(halved(levels.back().first), halved(levels.back().second));
  x_ = y_ = Tile(levels.back().first.rows, levels.back().first.columns);
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
    const Tile& a = level->first;
    if (a.rows != x_.rows || a.columns != x_.columns) {
      x_ = doubled_shifts(x_, a.rows, a.columns);
      y_ = doubled_shifts(y_, a.rows, a.columns);
    }
    for (int n = 0; n < kIterations; ++n) better(a, level->second, x_, y_);
  }
}

void SliceFlow::between(double t, std::span<float> out) const {
  assert(out.size() == x_.values.size());
  const auto up = static_cast<float>(t);
  std::size_t i = 0;
  for (int row = 0; row < x_.rows; ++row)
    for (int column = 0; column < x_.columns; ++column, ++i) {
      const float x = x_.at(row, column);
      const float y = y_.at(row, column);
      const auto r = static_cast<float>(row);
      const auto c = static_cast<float>(column);
      out[i] =
          (1 - up) * at(lower_, r - up * y, c - up * x) + up * at(upper_, r + (1 - up) * y, c + (1 - up) * x);
    }
}

RealVolume flow_slices(const RealVolume& slices, int factor) {
  const Shape& shape = slices.shape;
  const auto size = static_cast<std::size_t>(shape.y * shape.x);
  const auto step = static_cast<std::size_t>(factor);
  RealVolume out{{refined_depth(shape.z, factor), shape.y, shape.x}, {}};
  out.values.resize(static_cast<std::size_t>(out.shape.count()));
  const auto slice = [&](std::size_t k) { return std::span(slices.values).subspan(k * size, size); };
  const auto count = static_cast<std::size_t>(shape.z);
  for (std::size_t k = 0; k < count; ++k)
    std::ranges::copy(slice(k), out.values.begin() + static_cast<std::ptrdiff_t>(k * step * size));
  [[maybe_unused]] const auto done = parallel_for(count - 1, [&](std::size_t gap) -> Result<void> {
    const SliceFlow flow(tile_of(slice(gap), shape), tile_of(slice(gap + 1), shape));
    for (std::size_t n = 1; n < step; ++n)
      flow.between(static_cast<double>(n) / factor,
                   std::span(out.values).subspan((gap * step + n) * size, size));
    return {};
  });
  assert(done);
  return out;
}

SeriesVolume flow_interpolated(const SeriesVolume& volume, int factor) {
  assert(volume.form.channels == 1);
  SeriesVolume fine = volume;
  fine.id = "reconstructed";
  fine.form.geometry = refined(volume.form.geometry, factor);
  const std::int64_t slices = volume.form.geometry.shape.z;
  fine.voxels = std::make_shared<FlowSource>(volume, factor);
  fine.interpolated_slices =
      unmeasured_slices(slices, factor, volume.interpolated_slices, ReconstructionMode::preserve);
  fine.how = fmt::format("{} slices made of {} by {}", fine.form.geometry.shape.z, slices, kFlow);
  return fine;
}

SeriesVolume mixed_with_flow(const SeriesVolume& volume, const SeriesVolume& flow, int factor, double part) {
  SeriesVolume mixed = volume;
  mixed.voxels = std::make_shared<CombinedSource>(
      volume, flow, factor,
      [part = static_cast<float>(part)](std::span<float> values, std::span<const float> other) {
        for (std::size_t i = 0; i < values.size(); ++i) values[i] += part * (other[i] - values[i]);
      });
  return mixed;
}

SeriesVolume doubted_by_flow(const SeriesVolume& doubt, const SeriesVolume& volume, const SeriesVolume& flow,
                             int factor) {
  // Both are of one form but for the intercept, which a difference does not have.
  SeriesVolume apart = volume;
  apart.voxels = std::make_shared<CombinedSource>(volume, flow, factor,
                                                  [](std::span<float> values, std::span<const float> other) {
                                                    for (std::size_t i = 0; i < values.size(); ++i)
                                                      values[i] = 0.5F * std::abs(other[i] - values[i]);
                                                  });
  SeriesVolume both = doubt;
  both.voxels = std::make_shared<CombinedSource>(doubt, apart, factor,
                                                 [](std::span<float> values, std::span<const float> other) {
                                                   for (std::size_t i = 0; i < values.size(); ++i)
                                                     values[i] = std::max(values[i], other[i]);
                                                 });
  return both;
}

Result<std::optional<double>> flow_gain_db(const SeriesVolume& volume, std::int64_t most) {
  double flow_error = 0;
  double line_error = 0;
  for (const std::int64_t n : spread_slices(volume.form.geometry.shape.z - 2, most)) {
    const Tile lower = TRY(read_tile(volume, 0, n));
    const Tile truth = TRY(read_tile(volume, 0, n + 1));
    const Tile upper = TRY(read_tile(volume, 0, n + 2));
    std::vector<float> made(truth.values.size());
    SliceFlow(lower, upper).between(0.5, made);
    for (std::size_t i = 0; i < made.size(); ++i) {
      const double line = 0.5 * (static_cast<double>(lower.values[i]) + upper.values[i]);
      if (!std::isfinite(line) || !std::isfinite(truth.values[i]) || !std::isfinite(made[i])) continue;
      flow_error += std::pow(made[i] - truth.values[i], 2);
      line_error += std::pow(line - truth.values[i], 2);
    }
  }
  if (flow_error <= 0 || line_error <= 0) return std::nullopt;
  return 10 * std::log10(line_error / flow_error);
}

}  // namespace scanetrix
