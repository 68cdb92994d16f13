// SPDX-License-Identifier: Apache-2.0
#include "train/scan_defects.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "train/smooth_field.h"

namespace scanetrix {
namespace {

/// A volume as lines along one axis.
struct Lines {
  std::int64_t length;
  std::int64_t stride;

  Lines(const Shape& shape, int axis)
      : length(axis == 0   ? shape.x
               : axis == 1 ? shape.y
                           : shape.z),
        stride(axis == 0   ? 1
               : axis == 1 ? shape.x
                           : shape.x * shape.y) {}
};

/// Calls visit(first index) for every line.
template <typename Visit>
void each_line(const Shape& shape, const Lines& lines, const Visit& visit) {
  for (std::int64_t high = 0; high < shape.count(); high += lines.length * lines.stride)
    for (std::int64_t low = 0; low < lines.stride; ++low) visit(high + low);
}

/// Near enough to normal: the sum of four uniform numbers, of one draw.
class QuickNormal {
 public:
  explicit QuickNormal(Random& random) : engine_(static_cast<std::uint64_t>(random.uniform() * 0x1p53)) {}
  float operator()() {
    const std::uint64_t bits = engine_();
    const auto sum =
        static_cast<float>((bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48));
    return (sum * 0x1p-16F - 2) * 1.7320508F;  // A uniform number's variance is 1/12.
  }

 private:
  std::mt19937_64 engine_;
};

void blur(std::vector<float>& values, const Shape& shape, int axis, double sigma) {
  const Lines lines(shape, axis);
  const auto radius = static_cast<std::int64_t>(std::ceil(2.5 * sigma));
  std::vector<float> taps;
  float sum = 0;
  for (std::int64_t t = -radius; t <= radius; ++t) {
    taps.push_back(static_cast<float>(std::exp(static_cast<double>(-t * t) / (2 * sigma * sigma))));
    sum += taps.back();
  }
  for (float& tap : taps) tap /= sum;
  std::vector<float> padded(static_cast<std::size_t>(lines.length + 2 * radius));
  each_line(shape, lines, [&](std::int64_t first) {
    for (std::int64_t n = -radius; n < lines.length + radius; ++n)
      padded.data()[n + radius] =
          values.data()[first + std::clamp<std::int64_t>(n, 0, lines.length - 1) * lines.stride];
    for (std::int64_t n = 0; n < lines.length; ++n) {
      float mean = 0;
      for (std::int64_t t = 0; t <= 2 * radius; ++t) mean += taps.data()[t] * padded.data()[n + t];
      values.data()[first + n * lines.stride] = mean;
    }
  });
}

/// What the scan does not reach: 0, and no brain.
struct FieldOfView {
  std::array<std::int64_t, 3> first{};  ///< [x, y, z]
  std::array<std::int64_t, 3> end{};
};

FieldOfView random_view(const Shape& shape, Random& random) {
  const std::array<std::int64_t, 3> lengths{shape.x, shape.y, shape.z};
  FieldOfView view;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto cut = [&] {
      const double part = random.chance(0.35) ? random.uniform(0, 0.25) : 0;
      return static_cast<std::int64_t>(part * static_cast<double>(lengths[axis]));
    };
    view.first[axis] = cut();
    view.end[axis] = lengths[axis] - cut();
  }
  return view;
}

template <typename Visit>
void each_voxel(const Shape& shape, const Visit& visit) {
  std::size_t at = 0;
  for (std::int64_t z = 0; z < shape.z; ++z)
    for (std::int64_t y = 0; y < shape.y; ++y)
      for (std::int64_t x = 0; x < shape.x; ++x, ++at) visit(at, std::array{x, y, z});
}

/// Mean 0 and deviation 1 within the view, or somewhat beside.
void normalise(HeadPicture& picture, const FieldOfView& view, Random& random) {
  const auto is_seen = [&view](const std::array<std::int64_t, 3>& at) {
    bool seen = true;
    for (std::size_t axis = 0; axis < 3; ++axis)
      seen = seen && at[axis] >= view.first[axis] && at[axis] < view.end[axis];
    return seen;
  };
  double sum = 0;
  double squares = 0;
  double count = 0;
  each_voxel(picture.shape, [&](std::size_t at, const auto& place) {
    if (!is_seen(place)) return;
    const double value = picture.values[at];
    sum += value;
    squares += value * value;
    count += 1;
  });
  const double mean = sum / count;
  const double deviation = std::sqrt(std::max(squares / count - mean * mean, 1e-8));
  const double gain = std::exp(0.2 * random.normal()) / deviation;
  const double shift = 0.15 * random.normal();
  each_voxel(picture.shape, [&](std::size_t at, const auto& place) {
    const bool seen = is_seen(place);
    picture.values[at] = seen ? static_cast<float>((picture.values[at] - mean) * gain + shift) : 0;
    if (!seen) picture.brain[at] = 0;
  });
}

}  // namespace

void make_thick(std::vector<float>& values, const Shape& shape, int axis, double thickness, double noise,
                Random& random) {
  const Lines lines(shape, axis);
  const auto slices =
      std::max<std::int64_t>(2, static_cast<std::int64_t>(static_cast<double>(lines.length) / thickness));
  const double step = static_cast<double>(lines.length) / static_cast<double>(slices);
  std::vector<float> line(static_cast<std::size_t>(slices));
  QuickNormal normal(random);
  each_line(shape, lines, [&](std::int64_t first) {
    float* voxels = values.data() + first;
    for (std::int64_t s = 0; s < slices; ++s) {
      const double low = static_cast<double>(s) * step;
      const double high = low + step;
      double sum = 0;
      for (auto n = static_cast<std::int64_t>(low); n < lines.length && static_cast<double>(n) < high; ++n) {
        const double part =
            std::min(high, static_cast<double>(n + 1)) - std::max(low, static_cast<double>(n));
        sum += part * static_cast<double>(voxels[n * lines.stride]);
      }
      line.data()[s] = static_cast<float>(sum / step) + static_cast<float>(noise) * normal();
    }
    for (std::int64_t n = 0; n < lines.length; ++n) {
      const double at =
          std::clamp((static_cast<double>(n) + 0.5) / step - 0.5, 0.0, static_cast<double>(slices - 1));
      const auto low = std::min(static_cast<std::int64_t>(at), slices - 2);
      const auto part = static_cast<float>(at - static_cast<double>(low));
      voxels[n * lines.stride] = line.data()[low] * (1 - part) + line.data()[low + 1] * part;
    }
  });
}

void scan_with_defects(HeadPicture& picture, Random& random) {
  std::vector<float>& values = picture.values;
  const auto bias = smooth_field(picture.shape, random.uniform(25, 60), random.uniform(0, 0.35), random);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] *= std::exp(bias[i]);
  if (random.chance(0.5)) {
    const double sigma = random.uniform(0.3, 0.9);
    for (int axis = 0; axis < 3; ++axis) blur(values, picture.shape, axis, sigma);
  }
  const double noise = random.chance(0.8) ? 0.07 * random.uniform() * random.uniform() : 0;
  if (random.chance(0.35)) {
    make_thick(values, picture.shape, random.chance(0.6) ? 2 : random.whole(0, 1), random.uniform(1.2, 3.5),
               noise, random);
  } else if (noise > 0) {
    QuickNormal normal(random);
    for (float& value : values) value += static_cast<float>(noise) * normal();
  }
  if (random.chance(0.6))
    for (float& value : values) value = std::abs(value);  // A magnitude.
  normalise(picture, random_view(picture.shape, random), random);
}

}  // namespace scanetrix
