// SPDX-License-Identifier: Apache-2.0
#include "train/distance.h"

#include <algorithm>
#include <cmath>

namespace scanetrix {
namespace {

constexpr float kFar = 1e12F;

/// Lower envelope of parabolas, one rooted at each place of a line.
class Envelope {
 public:
  explicit Envelope(std::int64_t longest)
      : in_(static_cast<std::size_t>(longest)),
        roots_(static_cast<std::size_t>(longest)),
        from_(static_cast<std::size_t>(longest) + 1) {}

  void run(float* line, std::int64_t length, std::int64_t stride) {
    const auto count = static_cast<int>(length);
    float* in = in_.data();
    int* roots = roots_.data();
    float* from = from_.data();
    for (int n = 0; n < count; ++n) in[n] = line[n * stride];
    int last = 0;
    roots[0] = 0;
    from[0] = -kFar;
    from[1] = kFar;
    const auto meet = [in](int q, int p) {
      const double dq = q;
      const double dp = p;
      return static_cast<float>(((in[q] + dq * dq) - (in[p] + dp * dp)) / (2 * (dq - dp)));
    };
    for (int q = 1; q < count; ++q) {
      float at = meet(q, roots[last]);
      while (last > 0 && at <= from[last]) at = meet(q, roots[--last]);
      roots[++last] = q;
      from[last] = at;
      from[last + 1] = kFar;
    }
    for (int q = 0, k = 0; q < count; ++q) {
      while (k < last && from[k + 1] < static_cast<float>(q)) ++k;
      const auto off = static_cast<float>(q - roots[k]);
      line[q * stride] = off * off + in[roots[k]];
    }
  }

 private:
  std::vector<float> in_;
  std::vector<int> roots_;
  std::vector<float> from_;
};

}  // namespace

std::vector<float> distance_to(const Mask& mask, const Shape& shape) {
  std::vector<float> squares(mask.size());
  std::ranges::transform(mask, squares.begin(), [](std::uint8_t in) { return in != 0 ? 0.0F : kFar; });
  Envelope envelope(std::max({shape.x, shape.y, shape.z}));
  const std::int64_t slice = shape.y * shape.x;
  for (std::int64_t row = 0; row < shape.z * shape.y; ++row)
    envelope.run(squares.data() + row * shape.x, shape.x, 1);
  for (std::int64_t z = 0; z < shape.z; ++z)
    for (std::int64_t x = 0; x < shape.x; ++x) envelope.run(squares.data() + z * slice + x, shape.y, shape.x);
  for (std::int64_t at = 0; at < slice; ++at) envelope.run(squares.data() + at, shape.z, slice);
  for (float& value : squares) value = std::sqrt(value);
  return squares;
}

Mask closed(const Mask& mask, const Shape& shape, float radius) {
  Mask outside(mask.size());
  std::ranges::transform(distance_to(mask, shape), outside.begin(),
                         [radius](float distance) { return distance > radius ? 1 : 0; });
  Mask result(mask.size());
  std::ranges::transform(distance_to(outside, shape), mask, result.begin(),
                         [radius](float distance, std::uint8_t in) -> std::uint8_t {
                           return in != 0 || distance > radius ? 1 : 0;
                         });
  return result;
}

Mask reached_from_border(const Mask& mask, const Shape& shape) {
  Mask reached(mask.size());
  std::vector<std::int64_t> next;
  const auto visit = [&](std::int64_t z, std::int64_t y, std::int64_t x) {
    const std::int64_t at = (z * shape.y + y) * shape.x + x;
    const auto index = static_cast<std::size_t>(at);
    if (mask[index] == 0 || reached[index] != 0) return;
    reached[index] = 1;
    next.push_back(at);
  };
  for (std::int64_t z = 0; z < shape.z; ++z)
    for (std::int64_t y = 0; y < shape.y; ++y)
      for (std::int64_t x = 0; x < shape.x; ++x)
        if (z == shape.z - 1 || y == 0 || y == shape.y - 1 || x == 0 || x == shape.x - 1) visit(z, y, x);
  while (!next.empty()) {
    const std::int64_t at = next.back();
    next.pop_back();
    const std::int64_t x = at % shape.x;
    const std::int64_t y = at / shape.x % shape.y;
    const std::int64_t z = at / (shape.x * shape.y);
    if (x > 0) visit(z, y, x - 1);
    if (x + 1 < shape.x) visit(z, y, x + 1);
    if (y > 0) visit(z, y - 1, x);
    if (y + 1 < shape.y) visit(z, y + 1, x);
    if (z > 0) visit(z - 1, y, x);
    if (z + 1 < shape.z) visit(z + 1, y, x);
  }
  return reached;
}

}  // namespace scanetrix
