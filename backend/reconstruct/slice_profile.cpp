// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/slice_profile.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <numeric>
#include <utility>

namespace scanetrix {
namespace {

constexpr std::array kNames{std::pair{ProfileShape::box, std::string_view("box")},
                            std::pair{ProfileShape::gaussian, std::string_view("gaussian")},
                            std::pair{ProfileShape::hann, std::string_view("hann")}};

double height(const SliceProfile& profile, double distance) {
  switch (profile.shape) {
    case ProfileShape::box:  // How much of this fine slice lies inside.
      return std::clamp(profile.width / 2 - distance + 0.5, 0.0, 1.0);
    case ProfileShape::gaussian: {
      const double sigma = profile.width / (2 * std::sqrt(2 * std::numbers::ln2));
      return std::exp(-distance * distance / (2 * sigma * sigma));
    }
    case ProfileShape::hann:
      return distance < profile.width ? 0.5 + 0.5 * std::cos(std::numbers::pi * distance / profile.width) : 0;
  }
  std::abort();  // Not a value of the enum: memory is damaged.
}

}  // namespace

std::vector<double> profile_taps(const SliceProfile& profile) {
  assert(profile.width > 0);
  if (profile.width <= 1) return {1};
  // A Gaussian falls below 0.2 % of its height within one and a half widths.
  const int radius = static_cast<int>(std::ceil(1.5 * profile.width));
  std::vector<double> taps;
  for (int t = -radius; t <= radius; ++t) taps.push_back(height(profile, std::abs(t)));
  while (taps.size() > 1 && taps.front() < 1e-9) {
    taps.erase(taps.begin());
    taps.pop_back();
  }
  const double sum = std::accumulate(taps.begin(), taps.end(), 0.0);
  for (double& tap : taps) tap /= sum;
  return taps;
}

std::string_view name_of(ProfileShape shape) {
  for (const auto& [known, name] : kNames)
    if (known == shape) return name;
  std::abort();
}

std::optional<ProfileShape> profile_shape_named(std::string_view name) {
  for (const auto& [shape, known] : kNames)
    if (known == name) return shape;
  return std::nullopt;
}

}  // namespace scanetrix
