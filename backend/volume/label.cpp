// SPDX-License-Identifier: Apache-2.0
#include "volume/label.h"

#include <algorithm>
#include <cmath>

namespace scanetrix {
namespace {

std::uint8_t to_byte(double fraction) {
  return static_cast<std::uint8_t>(std::lround(std::clamp(fraction, 0.0, 1.0) * 255));
}

/// IEC 61966-2-1.
double with_gamma(double linear) {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}

/// CIE 15: the inverse of the cube root with its straight foot.
double from_lab(double f) {
  constexpr double kDelta = 6.0 / 29;
  return f > kDelta ? f * f * f : 3 * kDelta * kDelta * (f - 4.0 / 29);
}

}  // namespace

LabelColor srgb_of_cielab(double l, double a, double b) {
  const double fy = (l + 16) / 116;
  const double x = 0.96422 * from_lab(fy + a / 500);  // D50.
  const double y = from_lab(fy);
  const double z = 0.82521 * from_lab(fy - b / 200);
  // From D50 to sRGB's D65 by Bradford's adaptation, and to its primaries.
  return {to_byte(with_gamma(3.1338561 * x - 1.6168667 * y - 0.4906146 * z)),
          to_byte(with_gamma(-0.9787684 * x + 1.9161415 * y + 0.0334540 * z)),
          to_byte(with_gamma(0.0719453 * x - 0.2289914 * y + 1.4052427 * z))};
}

LabelColor color_of_value(int value) {
  constexpr double kGoldenTurn = 0.61803398875;
  const double hue = std::fmod(value * kGoldenTurn, 1.0) * 6;
  const double saturation = value % 2 == 0 ? 0.55 : 0.8;
  const auto channel = [&](double offset) {
    const double k = std::fmod(offset + hue, 6);
    return to_byte(0.95 * (1 - saturation * std::clamp(std::min(k, 4 - k), 0.0, 1.0)));
  };
  return {channel(5), channel(3), channel(1)};
}

}  // namespace scanetrix
