// SPDX-License-Identifier: Apache-2.0
#include "render/draw_slice.h"

#include <algorithm>
#include <cmath>

namespace scanetrix {
namespace {

/// One screen axis: how many voxels, how many pixels, and which way.
struct ScreenAxis {
  std::int64_t voxels = 1;
  std::int64_t stride = 1;  ///< In voxels of the cut.
  int pixels = 1;
  bool flipped = false;

  /// Voxel coordinate under the centre of a pixel, within 0 … voxels − 1.
  [[nodiscard]] double at(int pixel) const {
    const double position = (pixel + 0.5) * static_cast<double>(voxels) / pixels - 0.5;
    const double clamped = std::clamp(position, 0.0, static_cast<double>(voxels - 1));
    return flipped ? static_cast<double>(voxels - 1) - clamped : clamped;
  }
};

/// Two neighbours and how much the second counts.
struct Tap {
  std::int64_t first = 0;
  std::int64_t second = 0;
  double weight = 0;
};

std::vector<Tap> taps_along(const ScreenAxis& axis) {
  std::vector<Tap> taps;
  for (int pixel = 0; pixel < axis.pixels; ++pixel) {
    const double at = axis.at(pixel);
    const auto below = static_cast<std::int64_t>(std::floor(at));
    const std::int64_t above = std::min(below + 1, axis.voxels - 1);
    // Rounding in at() must not turn an exact voxel into a mixture.
    const double weight = at - static_cast<double>(below);
    const double snapped = weight < 1e-9 ? 0 : weight > 1 - 1e-9 ? 1 : weight;
    taps.push_back({below * axis.stride, above * axis.stride, snapped});
  }
  return taps;
}

std::uint8_t gray_of(double value, double low, double width) {
  if (std::isnan(value)) return 0;
  return static_cast<std::uint8_t>(std::lround(std::clamp((value - low) / width * 255, 0.0, 255.0)));
}

template <typename T>
void fill(const SliceVoxels& voxels, const std::vector<Tap>& across, const std::vector<Tap>& down, double low,
          double width, Picture& picture) {
  const auto* samples = reinterpret_cast<const T*>(voxels.samples.data());
  const auto read = [&](std::int64_t offset, int channel) {
    return static_cast<double>(samples[offset * voxels.channels + channel]);
  };
  std::size_t out = 0;
  for (const Tap& y : down)
    for (const Tap& x : across)
      for (int channel = 0; channel < voxels.channels; ++channel) {
        double stored = read(y.first + x.first, channel);
        if (x.weight > 0 || y.weight > 0) {
          const double top = stored + (read(y.first + x.second, channel) - stored) * x.weight;
          const double left = read(y.second + x.first, channel);
          const double bottom = left + (read(y.second + x.second, channel) - left) * x.weight;
          stored = top + (bottom - top) * y.weight;
        }
        picture.samples[out++] = gray_of(stored * voxels.slope + voxels.intercept, low, width);
      }
}

/// Nearest voxel, as the colour of its label.
template <typename T>
void fill_labels(const SliceVoxels& voxels, const std::vector<Tap>& across, const std::vector<Tap>& down,
                 Picture& picture) {
  const auto* samples = reinterpret_cast<const T*>(voxels.samples.data());
  const auto nearest = [](const Tap& tap) { return tap.weight > 0.5 ? tap.second : tap.first; };
  std::size_t out = 0;
  for (const Tap& y : down)
    for (const Tap& x : across) {
      const auto value = static_cast<int>(samples[nearest(y) + nearest(x)]);
      const auto label =
          std::lower_bound(voxels.labels.begin(), voxels.labels.end(), value,
                           [](const LabelValue& known, int wanted) { return known.value < wanted; });
      const bool is_known = label != voxels.labels.end() && label->value == value;
      for (std::size_t channel = 0; channel < 3; ++channel)
        picture.samples[out++] = is_known ? label->color[channel] : 0;
      picture.samples[out++] = is_known ? 255 : 0;
    }
}

}  // namespace

Picture draw_slice(const SliceVoxels& voxels, const PlaneAxes& axes, const std::array<double, 3>& spacing_mm,
                   const DisplayWindow& window, int most_pixels) {
  const std::array<std::int64_t, 3> size{voxels.shape.x, voxels.shape.y, voxels.shape.z};
  const std::array<std::int64_t, 3> stride{1, voxels.shape.x, voxels.shape.x * voxels.shape.y};
  const auto screen_axis = [&](int axis, bool flipped) {
    const auto i = static_cast<std::size_t>(axis);
    return ScreenAxis{size[i], stride[i], 1, flipped};
  };
  ScreenAxis right = screen_axis(axes.right, axes.right_flipped);
  ScreenAxis down = screen_axis(axes.down, axes.down_flipped);

  const double right_mm = spacing_mm[static_cast<std::size_t>(2 - axes.right)];
  const double down_mm = spacing_mm[static_cast<std::size_t>(2 - axes.down)];
  const double width_mm = right_mm * static_cast<double>(right.voxels);
  const double height_mm = down_mm * static_cast<double>(down.voxels);
  const double pixel_mm = std::max(std::min(right_mm, down_mm), std::max(width_mm, height_mm) / most_pixels);
  right.pixels = std::max(1, static_cast<int>(std::lround(width_mm / pixel_mm)));
  down.pixels = std::max(1, static_cast<int>(std::lround(height_mm / pixel_mm)));

  const bool is_labels = !voxels.labels.empty();
  Picture picture{right.pixels, down.pixels, is_labels ? 4 : voxels.channels, {}};
  picture.samples.resize(static_cast<std::size_t>(right.pixels) * static_cast<std::size_t>(down.pixels) *
                         static_cast<std::size_t>(picture.channels));
  if (is_labels) {
    with_type(voxels.type, [&](auto type) {
      fill_labels<decltype(type)>(voxels, taps_along(right), taps_along(down), picture);
    });
    return picture;
  }
  const bool colour = voxels.channels == 3;
  const double width = colour ? 255 : std::max(window.width, 1e-12);
  const double low = colour ? 0 : window.center - width / 2;
  with_type(voxels.type, [&](auto type) {
    fill<decltype(type)>(voxels, taps_along(right), taps_along(down), low, width, picture);
  });
  if (voxels.inverted && !colour)
    for (std::uint8_t& gray : picture.samples) gray = static_cast<std::uint8_t>(255 - gray);
  return picture;
}

}  // namespace scanetrix
