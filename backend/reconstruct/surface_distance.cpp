// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/surface_distance.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "base/parallel.h"

namespace scanetrix {
namespace {

struct Point {
  float z, y, x;
};

std::vector<Point> surface(const RealVolume& volume, double level, const std::array<double, 3>& spacing) {
  const Shape& shape = volume.shape;
  const std::array<std::int64_t, 3> size{shape.z, shape.y, shape.x};
  const std::array<std::int64_t, 3> stride{shape.y * shape.x, shape.x, 1};
  std::vector<Point> points;
  for (std::int64_t z = 0; z < shape.z; ++z)
    for (std::int64_t y = 0; y < shape.y; ++y)
      for (std::int64_t x = 0; x < shape.x; ++x) {
        const std::array<std::int64_t, 3> at{z, y, x};
        const auto index = static_cast<std::size_t>((z * shape.y + y) * shape.x + x);
        const double here = static_cast<double>(volume.values[index]) - level;
        for (std::size_t axis = 0; axis < 3; ++axis) {
          if (at[axis] + 1 == size[axis]) continue;
          const double next =
              static_cast<double>(volume.values[index + static_cast<std::size_t>(stride[axis])]) - level;
          if ((here < 0) == (next < 0)) continue;
          std::array<double, 3> place{static_cast<double>(z), static_cast<double>(y), static_cast<double>(x)};
          place[axis] += here / (here - next);
          points.push_back({static_cast<float>(place[0] * spacing[0]),
                            static_cast<float>(place[1] * spacing[1]),
                            static_cast<float>(place[2] * spacing[2])});
        }
      }
  return points;
}

/// Points in cubes of `edge` mm, for the nearest one.
class Grid {
 public:
  Grid(const std::vector<Point>& points, float edge) : points_(points), edge_(edge) {
    for (const Point& point : points)
      for (std::size_t axis = 0; axis < 3; ++axis)
        size_[axis] = std::max(size_[axis], cell(coordinate(point, axis)) + 1);
    cells_.resize(static_cast<std::size_t>(size_[0] * size_[1] * size_[2]));
    for (std::size_t i = 0; i < points.size(); ++i)
      cells_[number(cell(points[i].z), cell(points[i].y), cell(points[i].x))].push_back(i);
  }

  [[nodiscard]] float distance_to(const Point& point) const {
    float best = std::numeric_limits<float>::infinity();
    const std::int64_t farthest =
        std::max({size_[0], size_[1], size_[2]}) + cell(point.z) + cell(point.y) + cell(point.x);
    for (std::int64_t ring = 0; ring <= farthest; ++ring) {
      // What lies in the next ring of cubes is farther than this.
      if (best <= static_cast<float>(ring - 1) * edge_) break;
      visit_ring(point, ring, best);
    }
    return best;
  }

 private:
  static float coordinate(const Point& point, std::size_t axis) {
    return axis == 0 ? point.z : axis == 1 ? point.y : point.x;
  }
  [[nodiscard]] std::int64_t cell(float place) const { return static_cast<std::int64_t>(place / edge_); }
  [[nodiscard]] std::size_t number(std::int64_t z, std::int64_t y, std::int64_t x) const {
    return static_cast<std::size_t>((z * size_[1] + y) * size_[2] + x);
  }

  void visit_ring(const Point& point, std::int64_t ring, float& best) const {
    const std::int64_t z0 = cell(point.z);
    const std::int64_t y0 = cell(point.y);
    const std::int64_t x0 = cell(point.x);
    for (std::int64_t z = std::max<std::int64_t>(0, z0 - ring); z <= std::min(size_[0] - 1, z0 + ring); ++z)
      for (std::int64_t y = std::max<std::int64_t>(0, y0 - ring); y <= std::min(size_[1] - 1, y0 + ring);
           ++y) {
        const bool inside = std::abs(z - z0) < ring && std::abs(y - y0) < ring;
        const std::int64_t step = inside ? std::max<std::int64_t>(1, 2 * ring) : 1;
        for (std::int64_t x = x0 - ring; x <= x0 + ring; x += step)
          if (x >= 0 && x < size_[2]) look_into(number(z, y, x), point, best);
      }
  }

  void look_into(std::size_t cell_number, const Point& point, float& best) const {
    for (const std::size_t i : cells_[cell_number]) {
      const Point& other = points_[i];
      const float dz = other.z - point.z;
      const float dy = other.y - point.y;
      const float dx = other.x - point.x;
      best = std::min(best, std::sqrt(dz * dz + dy * dy + dx * dx));
    }
  }

  const std::vector<Point>& points_;
  float edge_;
  std::array<std::int64_t, 3> size_{1, 1, 1};
  std::vector<std::vector<std::size_t>> cells_;
};

void add_distances(const std::vector<Point>& from, const Grid& to, std::vector<float>& distances) {
  const std::size_t begin = distances.size();
  distances.resize(begin + from.size());
  constexpr std::size_t kBlock = 4096;
  [[maybe_unused]] const auto done =
      parallel_for((from.size() + kBlock - 1) / kBlock, [&](std::size_t block) -> Result<void> {
        for (std::size_t i = block * kBlock; i < std::min(from.size(), (block + 1) * kBlock); ++i)
          distances[begin + i] = to.distance_to(from[i]);
        return {};
      });
  assert(done);
}

}  // namespace

std::optional<SurfaceDistance> surface_distance(const RealVolume& a, const RealVolume& b, double level,
                                                const std::array<double, 3>& spacing_mm) {
  const std::vector<Point> surface_a = surface(a, level, spacing_mm);
  const std::vector<Point> surface_b = surface(b, level, spacing_mm);
  if (surface_a.empty() || surface_b.empty()) return std::nullopt;
  const auto edge = static_cast<float>(2 * std::max({spacing_mm[0], spacing_mm[1], spacing_mm[2]}));
  const Grid grid_a(surface_a, edge);
  const Grid grid_b(surface_b, edge);
  std::vector<float> distances;
  add_distances(surface_a, grid_b, distances);
  add_distances(surface_b, grid_a, distances);
  SurfaceDistance result;
  for (const float distance : distances) result.mean += distance;
  result.mean /= static_cast<double>(distances.size());
  const auto high = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() * 95 / 100);
  std::nth_element(distances.begin(), high, distances.end());
  result.percentile95 = *high;
  return result;
}

}  // namespace scanetrix
