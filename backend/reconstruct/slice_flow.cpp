// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/slice_flow.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "reconstruct/window_means.h"

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

/// Where something lies between four pixels; beyond the edges the outermost go on.
class Place {
 public:
  Place(const Tile& plane, float row, float column) {
    row = std::clamp(row, 0.0F, static_cast<float>(plane.rows - 1));
    column = std::clamp(column, 0.0F, static_cast<float>(plane.columns - 1));
    const int r = std::min(static_cast<int>(row), std::max(0, plane.rows - 2));
    const int c = std::min(static_cast<int>(column), std::max(0, plane.columns - 2));
    v_ = row - static_cast<float>(r);
    u_ = column - static_cast<float>(c);
    at_ = plane.values.data() + static_cast<std::ptrdiff_t>(r) * plane.columns + c;
    right_ = plane.columns > 1 ? 1 : 0;
    below_ = plane.rows > 1 ? plane.columns : 0;
  }
  /// Bilinear.
  [[nodiscard]] float value() const {
    const float above = at_[0] + u_ * (at_[right_] - at_[0]);
    const float under = at_[below_] + u_ * (at_[below_ + right_] - at_[below_]);
    return above + v_ * (under - above);
  }
  /// The same where a pixel may be no number: one of weight 0 does not count.
  [[nodiscard]] float value_with_holes() const {
    const auto part = [](float weight, float value) { return weight == 0 ? 0 : weight * value; };
    return part((1 - v_) * (1 - u_), at_[0]) + part((1 - v_) * u_, at_[right_]) +
           part(v_ * (1 - u_), at_[below_]) + part(v_ * u_, at_[below_ + right_]);
  }

 private:
  const float* at_;
  std::ptrdiff_t right_, below_;
  float u_, v_;
};

Tile halved(const Tile& plane) {
  Tile out((plane.rows + 1) / 2, (plane.columns + 1) / 2);
  float* to = out.values.data();
  for (int row = 0; row < out.rows; ++row)
    for (int column = 0; column < out.columns; ++column)
      *to++ = Place(plane, 2 * static_cast<float>(row) + 0.5F, 2 * static_cast<float>(column) + 0.5F).value();
  return out;
}

/// Shifts of half the size, on a grid of this size.
Tile doubled_shifts(const Tile& shifts, int rows, int columns) {
  Tile out(rows, columns);
  float* to = out.values.data();
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column)
      *to++ =
          2 * Place(shifts, 0.5F * static_cast<float>(row) - 0.25F, 0.5F * static_cast<float>(column) - 0.25F)
                  .value();
  return out;
}

/// Both slices moved towards each other, row by row as they are asked for; a few rows are kept.
class Halfway {
 public:
  Halfway(const Tile& lower, const Tile& upper, const Tile& x, const Tile& y)
      : lower_(lower), upper_(upper), x_(x), y_(y) {
    for (auto& row : kept_) row = {std::vector<float>(width()), std::vector<float>(width())};
  }

  struct Row {
    std::vector<float> mean, change;
  };
  /// Rows may be asked for again while they are at most two behind.
  const Row& row(int row) {
    row = std::clamp(row, 0, x_.rows - 1);
    for (; made_ <= row; ++made_) make(made_);
    return kept_[static_cast<std::size_t>(row) % kept_.size()];
  }

 private:
  [[nodiscard]] std::size_t width() const { return static_cast<std::size_t>(x_.columns); }
  void make(int row) {
    Row& out = kept_[static_cast<std::size_t>(row) % kept_.size()];
    const float* const x = &x_.values[static_cast<std::size_t>(row) * width()];
    const float* const y = &y_.values[static_cast<std::size_t>(row) * width()];
    float* const mean = out.mean.data();
    float* const change = out.change.data();
    const auto r = static_cast<float>(row);
    for (int column = 0; column < x_.columns; ++column) {
      const auto c = static_cast<float>(column);
      const float a = Place(lower_, r - 0.5F * y[column], c - 0.5F * x[column]).value();
      const float b = Place(upper_, r + 0.5F * y[column], c + 0.5F * x[column]).value();
      mean[column] = 0.5F * (a + b);
      change[column] = b - a;
    }
  }

  const Tile& lower_;
  const Tile& upper_;
  const Tile& x_;
  const Tile& y_;
  std::array<Row, 4> kept_;
  int made_ = 0;
};

/// One step of Gauss and Newton on the shifts.
void better(const Tile& lower, const Tile& upper, Tile& x, Tile& y) {
  const int rows = x.rows;
  const int columns = x.columns;
  const auto row_of = [columns](Tile& tile, int row) {
    return tile.values.data() + static_cast<std::ptrdiff_t>(row) * columns;
  };
  // What is changed in a row is not asked for again: the window's last row lies further on.
  Halfway halfway(lower, upper, x, y);
  window_means<5>(
      rows, columns, kWindow,
      [&](int row, std::array<float, 5>* out) {
        const float* const below = halfway.row(row + 1).mean.data();
        const float* const above = halfway.row(row - 1).mean.data();
        const float* const mean = halfway.row(row).mean.data();
        const float* const change = halfway.row(row).change.data();
        for (int c = 0; c < columns; ++c) {
          const float gx = 0.5F * (mean[std::min(c + 1, columns - 1)] - mean[std::max(c - 1, 0)]);
          const float gy = 0.5F * (below[c] - above[c]);
          out[c] = {gx * gx, gx * gy, gy * gy, gx * change[c], gy * change[c]};
        }
      },
      [&](int row, const std::array<float, 5>* means) {
        float* const to_x = row_of(x, row);
        float* const to_y = row_of(y, row);
        for (int c = 0; c < columns; ++c) {
          const auto& [xx, xy, yy, xt, yt] = means[c];
          const float p = xx + kDamping;
          const float q = yy + kDamping;
          const float scale = -1 / (p * q - xy * xy);
          to_x[c] += std::clamp((q * xt - xy * yt) * scale, -kLongestStep, kLongestStep);
          to_y[c] += std::clamp((p * yt - xy * xt) * scale, -kLongestStep, kLongestStep);
        }
      });
  window_means<2>(
      rows, columns, kSmoothing,
      [&](int row, std::array<float, 2>* out) {
        const float* const from_x = row_of(x, row);
        const float* const from_y = row_of(y, row);
        for (int c = 0; c < columns; ++c) out[c] = {from_x[c], from_y[c]};
      },
      [&](int row, const std::array<float, 2>* means) {
        float* const to_x = row_of(x, row);
        float* const to_y = row_of(y, row);
        for (int c = 0; c < columns; ++c) {
          to_x[c] = means[c][0];
          to_y[c] = means[c][1];
        }
      });
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

}  // namespace

SliceFlow::SliceFlow(Tile lower, Tile upper) : lower_(std::move(lower)), upper_(std::move(upper)) {
  assert(lower_.rows == upper_.rows && lower_.columns == upper_.columns && !lower_.values.empty());
  const auto finite = [](const Tile& tile) {
    return std::ranges::all_of(tile.values, [](float value) { return std::isfinite(value); });
  };
  finite_ = finite(lower_) && finite(upper_);
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
  const auto draw = [&](auto value) {
    std::size_t i = 0;
    for (int row = 0; row < x_.rows; ++row)
      for (int column = 0; column < x_.columns; ++column, ++i) {
        const float x = x_.values[i];
        const float y = y_.values[i];
        const auto r = static_cast<float>(row);
        const auto c = static_cast<float>(column);
        out[i] = (1 - up) * value(Place(lower_, r - up * y, c - up * x)) +
                 up * value(Place(upper_, r + (1 - up) * y, c + (1 - up) * x));
      }
  };
  if (finite_)
    draw([](const Place& place) { return place.value(); });
  else
    draw([](const Place& place) { return place.value_with_holes(); });
}

}  // namespace scanetrix
