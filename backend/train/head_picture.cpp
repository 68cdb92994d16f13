// SPDX-License-Identifier: Apache-2.0
#include "train/head_picture.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <tuple>

#include "train/head_contrast.h"
#include "train/scan_defects.h"
#include "train/smooth_field.h"

namespace scanetrix {
namespace {

using Matrix = std::array<std::array<double, 3>, 3>;  // Of [x, y, z].

Matrix product(const Matrix& a, const Matrix& b) {
  Matrix result{};
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t column = 0; column < 3; ++column)
      for (std::size_t n = 0; n < 3; ++n) result[row][column] += a[row][n] * b[n][column];
  return result;
}

Matrix turned_about(std::size_t axis, double degrees) {
  const double angle = degrees * std::numbers::pi / 180;
  Matrix matrix{};
  const std::size_t one = (axis + 1) % 3;
  const std::size_t other = (axis + 2) % 3;
  matrix[axis][axis] = 1;
  matrix[one][one] = matrix[other][other] = std::cos(angle);
  matrix[other][one] = std::sin(angle);
  matrix[one][other] = -std::sin(angle);
  return matrix;
}

/// From the picture's mm to the head's.
Matrix random_stretch(Random& random) {
  // The head is larger than most.
  const double size = std::exp(random.uniform(std::log(0.92), std::log(1.3)));
  Matrix stretch{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    stretch[axis][axis] = size * std::exp(0.07 * random.normal());
    for (std::size_t other = 0; other < 3; ++other)
      if (other != axis) stretch[axis][other] = 0.05 * random.normal();
  }
  if (random.chance(0.5))
    for (auto& row : stretch) row[0] = -row[0];  // Left and right change places.
  const Matrix turn =
      product(turned_about(0, 14 * random.normal()),
              product(turned_about(1, 6 * random.normal()), turned_about(2, 8 * random.normal())));
  return product(stretch, turn);
}

/// Where each voxel of the picture is in the head, by index [x, y, z].
struct Places {
  std::array<std::vector<float>, 3> along;
};

Places random_places(const HeadModel& head, const Shape& shape, Random& random) {
  Places places;
  const double strong = random.uniform(1, 7);
  const double fine = random.uniform(0, 2.5);
  for (auto& axis : places.along) {
    axis = smooth_field(shape, 22, strong, random);
    const auto small = smooth_field(shape, 9, fine, random);
    std::ranges::transform(axis, small, axis.begin(), std::plus<>());
  }
  const Matrix matrix = random_stretch(random);
  // Seldom the neck alone: a network that is shown a long field of view must not find brain there.
  const double up = random.chance(0.05) ? random.uniform(-170, -100) : random.uniform(-60, 36);
  const std::array<double, 3> middle{head.brain_centre[2] + random.uniform(-30, 30),
                                     head.brain_centre[1] + random.uniform(-26, 26),
                                     head.brain_centre[0] + up};
  std::size_t at = 0;
  for (std::int64_t z = 0; z < shape.z; ++z)
    for (std::int64_t y = 0; y < shape.y; ++y)
      for (std::int64_t x = 0; x < shape.x; ++x, ++at) {
        const std::array<double, 3> off{
            (static_cast<double>(x) - static_cast<double>(shape.x - 1) / 2) * kHeadVoxelMm,
            (static_cast<double>(y) - static_cast<double>(shape.y - 1) / 2) * kHeadVoxelMm,
            (static_cast<double>(z) - static_cast<double>(shape.z - 1) / 2) * kHeadVoxelMm};
        for (std::size_t axis = 0; axis < 3; ++axis)
          places.along[axis][at] += static_cast<float>(middle[axis] + matrix[axis][0] * off[0] +
                                                       matrix[axis][1] * off[1] + matrix[axis][2] * off[2]);
      }
  return places;
}

/// Looks tissue up at fractions of voxels. Beside and above the head is air; below, its lowest slice.
class Sampler {
 public:
  explicit Sampler(const HeadModel& head) : head_(head) {}

  struct Sample {
    float value;
    float brain;
  };
  [[nodiscard]] Sample at(float x, float y, float z, const HeadContrast& contrast) const {
    const auto [width, height, depth] = std::tuple{head_.shape.x, head_.shape.y, head_.shape.z};
    z = std::max(z, 0.0F);
    const auto i = static_cast<std::int64_t>(std::floor(x));
    const auto j = static_cast<std::int64_t>(std::floor(y));
    const auto k = static_cast<std::int64_t>(std::floor(z));
    if (i < 0 || j < 0 || i + 1 >= width || j + 1 >= height || k + 1 >= depth)
      return {contrast[static_cast<std::size_t>(Tissue::air) * 256], 0};
    const float fx = x - static_cast<float>(i);
    const float fy = y - static_cast<float>(j);
    const float fz = z - static_cast<float>(k);
    const std::uint16_t* corner = head_.codes.data() + (k * height + j) * width + i;
    Sample sum{0, 0};
    for (int n = 0; n < 8; ++n) {
      const std::uint16_t code =
          corner[(n & 1) + ((n & 2) != 0 ? width : 0) + ((n & 4) != 0 ? width * height : 0)];
      const float weight =
          ((n & 1) != 0 ? fx : 1 - fx) * ((n & 2) != 0 ? fy : 1 - fy) * ((n & 4) != 0 ? fz : 1 - fz);
      sum.value += weight * contrast[code];
      sum.brain += is_brain(HeadModel::tissue(code)) ? weight : 0;
    }
    return sum;
  }

 private:
  const HeadModel& head_;
};

}  // namespace

HeadPicture make_head_picture(const HeadModel& head, const Shape& shape, Random& random) {
  const Places places = random_places(head, shape, random);
  const HeadContrasts contrasts = random_contrasts(head, random);
  const auto patches = smooth_field(shape, random.uniform(5, 20), 1, random);
  const auto border = static_cast<float>(random.uniform(-1, 1));
  const auto count = static_cast<std::size_t>(shape.count());
  HeadPicture picture{shape, std::vector<float>(count), std::vector<float>(count)};
  const bool brain_alone = random.chance(0.05);  // As somebody's program left it.
  const Sampler sampler(head);
  for (std::size_t i = 0; i < count; ++i) {
    const auto [value, brain] = sampler.at(places.along[0][i], places.along[1][i], places.along[2][i],
                                           patches[i] > border ? contrasts.one : contrasts.other);
    picture.values[i] = brain_alone && brain < 0.5F ? 0 : value;
    picture.brain[i] = brain;
  }
  scan_with_defects(picture, random);
  return picture;
}

}  // namespace scanetrix
