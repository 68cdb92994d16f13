// SPDX-License-Identifier: Apache-2.0
#include "render/ray_cast.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "base/parallel.h"

namespace scanetrix {
namespace {

Vec3 unit(Vec3 v) {
  const double size = length(v);
  return size > 0 ? v * (1 / size) : v;
}

/// What is less dense is clear.
constexpr double kThreshold = 0.5;
/// Edge of the blocks that are known to be clear as a whole.
constexpr std::int64_t kBlock = 8;

/// The volume as densities 0 … 1 in its window, and a way from LPS to index.
class Field {
 public:
  Field(const Volume& volume, const DisplayWindow& window) : shape_(volume.geometry.shape) {
    const double low = window.center - window.width / 2;
    density_.resize(static_cast<std::size_t>(shape_.count()));
    const auto slice = static_cast<std::size_t>(shape_.y * shape_.x);
    const auto outcome = parallel_for(static_cast<std::size_t>(shape_.z), [&](std::size_t k) -> Result<void> {
      with_type(volume.type, [&](auto type) {
        using T = decltype(type);
        const auto samples = volume.samples<T>();
        for (std::size_t i = k * slice; i < (k + 1) * slice; ++i) {
          const auto at = [&](std::size_t channel) {
            return static_cast<double>(samples[i * static_cast<std::size_t>(volume.channels) + channel]);
          };
          const double stored = volume.channels == 3 ? 0.299 * at(0) + 0.587 * at(1) + 0.114 * at(2) : at(0);
          const double value = (stored * volume.slope + volume.intercept - low) / window.width;
          density_[i] = std::isnan(value) ? 0.0F : static_cast<float>(std::clamp(value, 0.0, 1.0));
        }
      });
      return {};
    });
    static_cast<void>(outcome);  // The work above cannot fail.
    find_blocks();
    // Rows of the inverse of the 3 × 3 of steps: index = inverse · (point − origin).
    const Affine& a = volume.geometry.ijk_to_lps;
    const double scale = 1 / a.determinant();
    to_i_ = cross(a.step_j, a.step_k) * scale;
    to_j_ = cross(a.step_k, a.step_i) * scale;
    to_k_ = cross(a.step_i, a.step_j) * scale;
    origin_ = a.origin;
  }

  /// Index coordinates (i, j, k) of an LPS point or, without the origin, of a direction.
  [[nodiscard]] Vec3 index_of(Vec3 lps) const { return index_direction(lps - origin_); }
  [[nodiscard]] Vec3 index_direction(Vec3 d) const { return {dot(to_i_, d), dot(to_j_, d), dot(to_k_, d)}; }

  /// Density at an index coordinate, trilinear; 0 outside.
  [[nodiscard]] double at(Vec3 p) const {
    const double fi = std::floor(p.x);
    const double fj = std::floor(p.y);
    const double fk = std::floor(p.z);
    const auto i = static_cast<std::int64_t>(fi);
    const auto j = static_cast<std::int64_t>(fj);
    const auto k = static_cast<std::int64_t>(fk);
    if (i < 0 || j < 0 || k < 0 || i + 1 >= shape_.x || j + 1 >= shape_.y || k + 1 >= shape_.z) return 0;
    const float* v = &density_[static_cast<std::size_t>((k * shape_.y + j) * shape_.x + i)];
    const double u = p.x - fi;
    const double w = p.y - fj;
    const double t = p.z - fk;
    const auto row = [&](const float* r) { return r[0] + (r[1] - r[0]) * u; };
    const auto face = [&](const float* f) {
      const double first = row(f);
      return first + (row(f + shape_.x) - first) * w;
    };
    const double near = face(v);
    return near + (face(v + shape_.x * shape_.y) - near) * t;
  }

  /// Which steps of a ray may lie inside, [first, end).
  [[nodiscard]] std::pair<int, int> steps_inside(Vec3 start, Vec3 step, int steps) const {
    const std::array from{start.x, start.y, start.z};
    const std::array pace{step.x, step.y, step.z};
    const std::array size{shape_.x, shape_.y, shape_.z};
    double first = 0;
    double end = steps;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (pace[axis] == 0) continue;
      const double to_low = -from[axis] / pace[axis];
      const double to_high = (static_cast<double>(size[axis]) - from[axis]) / pace[axis];
      first = std::max(first, std::floor(std::min(to_low, to_high)));
      end = std::min(end, std::ceil(std::max(to_low, to_high)) + 1);
    }
    return first < end ? std::pair(static_cast<int>(first), static_cast<int>(end)) : std::pair(0, 0);
  }

  /// How many further steps from p cannot meet anything dense, p itself included: 0 where it may.
  [[nodiscard]] int clear_steps(Vec3 p, Vec3 step) const {
    const std::array place{p.x, p.y, p.z};
    const std::array pace{step.x, step.y, step.z};
    const std::array last{shape_.x - 1, shape_.y - 1, shape_.z - 1};
    std::array<std::int64_t, 3> block{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (!(place[axis] >= 0) || place[axis] >= static_cast<double>(last[axis])) return 1;
      block[axis] = static_cast<std::int64_t>(place[axis]) / kBlock;
    }
    if (may_be_dense_[static_cast<std::size_t>((block[2] * blocks_.y + block[1]) * blocks_.x + block[0])] !=
        0)
      return 0;
    double steps = 1;
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto first = static_cast<double>(block[axis] * kBlock);
      if (pace[axis] > 0) nearest = std::min(nearest, (first + kBlock - place[axis]) / pace[axis]);
      if (pace[axis] < 0) nearest = std::min(nearest, (first - place[axis]) / pace[axis]);
    }
    if (std::isfinite(nearest)) steps = std::max(steps, std::ceil(nearest));
    return static_cast<int>(std::min(steps, 1e6));
  }

  /// The gradient in LPS, by central differences of one voxel.
  [[nodiscard]] Vec3 gradient(Vec3 p) const {
    const double di = at({p.x + 1, p.y, p.z}) - at({p.x - 1, p.y, p.z});
    const double dj = at({p.x, p.y + 1, p.z}) - at({p.x, p.y - 1, p.z});
    const double dk = at({p.x, p.y, p.z + 1}) - at({p.x, p.y, p.z - 1});
    return to_i_ * di + to_j_ * dj + to_k_ * dk;
  }

 private:
  /// A block holds the cells that begin in it; their far corners belong to its neighbours.
  void find_blocks() {
    blocks_ = {(shape_.z + kBlock - 1) / kBlock, (shape_.y + kBlock - 1) / kBlock,
               (shape_.x + kBlock - 1) / kBlock};
    may_be_dense_.assign(static_cast<std::size_t>(blocks_.count()), 0);
    const auto outcome =
        parallel_for(static_cast<std::size_t>(blocks_.z), [&](std::size_t n) -> Result<void> {
          const auto bk = static_cast<std::int64_t>(n);
          for (std::int64_t k = bk * kBlock; k < std::min(shape_.z, (bk + 1) * kBlock + 1); ++k)
            for (std::int64_t bj = 0; bj < blocks_.y; ++bj)
              for (std::int64_t j = bj * kBlock; j < std::min(shape_.y, (bj + 1) * kBlock + 1); ++j)
                for (std::int64_t bi = 0; bi < blocks_.x; ++bi) {
                  const float* row = &density_[static_cast<std::size_t>((k * shape_.y + j) * shape_.x)];
                  const float most =
                      *std::max_element(row + bi * kBlock, row + std::min(shape_.x, (bi + 1) * kBlock + 1));
                  if (static_cast<double>(most) > kThreshold)
                    may_be_dense_[static_cast<std::size_t>((bk * blocks_.y + bj) * blocks_.x + bi)] = 1;
                }
          return {};
        });
    static_cast<void>(outcome);  // The work above cannot fail.
  }

  Shape shape_;
  Shape blocks_;
  std::vector<float> density_;
  std::vector<std::uint8_t> may_be_dense_;  ///< Of each block.
  Vec3 to_i_, to_j_, to_k_, origin_;
};

/// What one ray sees, 0 … 1. `start` and `step` are index coordinates, `view` is the ray's direction in LPS.
double march(const Field& field, Vec3 start, Vec3 step, int steps, double opacity_per_step, Vec3 view) {
  double light = 0;
  double clear = 1;
  const auto [first, end] = field.steps_inside(start, step, steps);
  for (int n = first; n < end && clear > 0.02; ++n) {
    const Vec3 p = start + step * n;
    if (const int skipped = field.clear_steps(p, step); skipped > 0) {
      n += skipped - 1;
      continue;
    }
    const double density = field.at(p);
    if (density <= kThreshold) continue;
    const double opacity =
        1 - std::pow(1 - std::min(0.98, (density - kThreshold) / (1 - kThreshold)), opacity_per_step);
    const Vec3 normal = unit(field.gradient(p));
    const double facing = std::abs(dot(normal, view));  // A light at the eye.
    light += clear * opacity * (0.25 + 0.75 * facing) * (0.55 + 0.45 * density);
    clear *= 1 - opacity;
  }
  return light;
}

}  // namespace

double turntable_pixel_mm(const Geometry& geometry, int width, int height) {
  const Affine& affine = geometry.ijk_to_lps;
  const Vec3 i = affine.step_i * static_cast<double>(geometry.shape.x);
  const Vec3 j = affine.step_j * static_cast<double>(geometry.shape.y);
  const Vec3 k = affine.step_k * static_cast<double>(geometry.shape.z);
  // The corner that is furthest from the axis of the turn; that opposite is as far.
  double across = 0;
  for (const double sign_j : {-1.0, 1.0})
    for (const double sign_k : {-1.0, 1.0}) {
      const Vec3 diagonal = i + j * sign_j + k * sign_k;
      across = std::max(across, std::hypot(diagonal.x, diagonal.y));
    }
  const double upright = std::abs(i.z) + std::abs(j.z) + std::abs(k.z);
  return std::max(across / width, upright / height);
}

Picture ray_cast(const Volume& volume, const DisplayWindow& window, int width, int height,
                 double turn_degrees, std::optional<double> wanted_pixel_mm) {
  Picture picture{width, height, 1, {}};
  picture.samples.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0);
  const Shape shape = volume.geometry.shape;
  const Affine& affine = volume.geometry.ijk_to_lps;
  if (affine.determinant() == 0 || window.width <= 0) return picture;

  const Field field(volume, window);
  const double turn = turn_degrees * std::numbers::pi / 180;
  const Vec3 right{std::cos(turn), std::sin(turn), 0};
  const Vec3 view{-std::sin(turn), std::cos(turn), 0};  // From the front to the back.
  const Vec3 down{0, 0, -1};

  const Vec3 centre = affine.at(static_cast<double>(shape.x - 1) / 2, static_cast<double>(shape.y - 1) / 2,
                                static_cast<double>(shape.z - 1) / 2);
  const Vec3 diagonal = affine.step_i * static_cast<double>(shape.x) +
                        affine.step_j * static_cast<double>(shape.y) +
                        affine.step_k * static_cast<double>(shape.z);
  // The box of the turned volume decides the scale; its corners need not be visited one by one.
  const auto half_extent = [&](Vec3 axis) {
    return (std::abs(dot(affine.step_i, axis)) * static_cast<double>(shape.x) +
            std::abs(dot(affine.step_j, axis)) * static_cast<double>(shape.y) +
            std::abs(dot(affine.step_k, axis)) * static_cast<double>(shape.z)) /
           2;
  };
  const double pixel_mm =
      wanted_pixel_mm.value_or(2 * std::max(half_extent(right) / width, half_extent(down) / height));
  const double depth = length(diagonal) / 2;
  const auto spacing = volume.geometry.spacing_mm();
  const double step_mm = std::max(0.75 * *std::min_element(spacing.begin(), spacing.end()), depth / 400);
  const int steps = static_cast<int>(2 * depth / step_mm);

  const auto outcome = parallel_for(static_cast<std::size_t>(height), [&](std::size_t y) -> Result<void> {
    for (int x = 0; x < width; ++x) {
      const Vec3 start = centre + right * ((x + 0.5 - width / 2.0) * pixel_mm) +
                         down * ((static_cast<double>(y) + 0.5 - height / 2.0) * pixel_mm) - view * depth;
      const double light =
          march(field, field.index_of(start), field.index_direction(view * step_mm), steps, 0.75, view);
      picture.samples[y * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] =
          static_cast<std::uint8_t>(std::clamp(light * 255, 0.0, 255.0));
    }
    return {};
  });
  static_cast<void>(outcome);  // The work above cannot fail.
  return picture;
}

}  // namespace scanetrix
