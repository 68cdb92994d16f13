// SPDX-License-Identifier: Apache-2.0
#include "train/smooth_field.h"

#include <array>
#include <cmath>
#include <cstddef>

namespace scanetrix {
namespace {

/// Which four knots count at a voxel, and how much.
struct Place {
  std::int64_t first;
  std::array<float, 4> weights;
};

Place place_of(double at) {
  const double first = std::floor(at);
  const double t = at - first;
  const double s = 1 - t;
  return {static_cast<std::int64_t>(first),
          {static_cast<float>(s * s * s / 6), static_cast<float>((3 * t * t * t - 6 * t * t + 4) / 6),
           static_cast<float>((3 * s * s * s - 6 * s * s + 4) / 6), static_cast<float>(t * t * t / 6)}};
}

/// [outer, knots, inner] to [outer, length, inner].
std::vector<float> spread(const std::vector<float>& knots, std::int64_t outer, std::int64_t count,
                          std::int64_t inner, std::int64_t length, double step, double phase) {
  std::vector<float> out(static_cast<std::size_t>(outer * length * inner));
  for (std::int64_t n = 0; n < length; ++n) {
    const Place place = place_of(static_cast<double>(n) / step + phase);
    for (std::int64_t o = 0; o < outer; ++o) {
      const float* from = knots.data() + (o * count + place.first) * inner;
      float* to = out.data() + (o * length + n) * inner;
      const auto [a, b, c, d] = place.weights;
      for (std::int64_t i = 0; i < inner; ++i)
        to[i] = a * from[i] + b * from[i + inner] + c * from[i + 2 * inner] + d * from[i + 3 * inner];
    }
  }
  return out;
}

std::int64_t knots_over(std::int64_t length, double step) {
  return static_cast<std::int64_t>(std::ceil(static_cast<double>(length) / step)) + 5;
}

}  // namespace

std::vector<float> smooth_field(const Shape& shape, double knot_step, double deviation, Random& random) {
  const Shape knots{knots_over(shape.z, knot_step), knots_over(shape.y, knot_step),
                    knots_over(shape.x, knot_step)};
  // A B-spline averages: of knots with deviation 1 it makes 0.479 an axis, over all places.
  const double lost = 0.4793 * 0.4793 * 0.4793;
  std::vector<float> values(static_cast<std::size_t>(knots.count()));
  for (float& value : values) value = static_cast<float>(random.normal() * deviation / std::sqrt(lost));
  const std::array<double, 3> phases{random.uniform(), random.uniform(), random.uniform()};
  values = spread(values, 1, knots.z, knots.y * knots.x, shape.z, knot_step, phases[0]);
  values = spread(values, shape.z, knots.y, knots.x, shape.y, knot_step, phases[1]);
  return spread(values, shape.z * shape.y, knots.x, 1, shape.x, knot_step, phases[2]);
}

}  // namespace scanetrix
