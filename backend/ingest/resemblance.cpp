// SPDX-License-Identifier: Apache-2.0
#include "ingest/resemblance.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace scanetrix {
namespace {

constexpr std::int64_t kSide = 16;
constexpr std::size_t kLeast = 6;

double likeness(const Glance& a, const Glance& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

Glance glance_at(ByteView samples, std::int64_t width, std::int64_t height, int channels, VoxelType type) {
  std::array<double, kSide * kSide> sums{};
  std::array<double, kSide * kSide> counts{};
  with_type(type, [&](auto sample) {
    using Sample = decltype(sample);
    std::size_t at = 0;
    for (std::int64_t y = 0; y < height; ++y)
      for (std::int64_t x = 0; x < width; ++x)
        for (int c = 0; c < channels; ++c, at += sizeof(Sample)) {
          const auto value = static_cast<double>(load<Sample>(samples, at));
          const auto cell = static_cast<std::size_t>(y * kSide / height * kSide + x * kSide / width);
          if (std::isfinite(value)) sums[cell] += value;
          counts[cell] += 1;
        }
  });
  double mean = 0;
  double cells = 0;
  for (std::size_t i = 0; i < sums.size(); ++i)
    if (counts[i] > 0) sums[i] /= counts[i], mean += sums[i], ++cells;
  mean /= std::max(cells, 1.0);
  double square = 0;
  double largest = 0;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    sums[i] = counts[i] > 0 ? sums[i] - mean : 0;
    square += sums[i] * sums[i];
    largest = std::max(largest, std::abs(sums[i]));
  }
  Glance glance{};
  if (!std::isfinite(square) || largest <= 1e-6 * std::abs(mean) || square <= 0) return glance;
  for (std::size_t i = 0; i < sums.size(); ++i) glance[i] = static_cast<float>(sums[i] / std::sqrt(square));
  return glance;
}

bool Resemblance::is_unrelated() const {
  const double step = 1 - neighbours;
  return step > 0.2 && step > 0.8 * (1 - apart);
}

Resemblance resemblance_of(std::span<const Glance> stack) {
  std::vector<const Glance*> shown;
  for (const Glance& glance : stack)
    if (std::any_of(glance.begin(), glance.end(), [](float value) { return value != 0; }))
      shown.push_back(&glance);
  if (shown.size() < kLeast) return {};
  std::vector<double> neighbours;
  std::vector<double> apart;
  const std::size_t half = shown.size() / 2;
  for (std::size_t i = 0; i + 1 < shown.size(); ++i) neighbours.push_back(likeness(*shown[i], *shown[i + 1]));
  for (std::size_t i = 0; i + half < shown.size(); ++i)
    apart.push_back(likeness(*shown[i], *shown[i + half]));
  return {median(std::move(neighbours)), median(std::move(apart))};
}

}  // namespace scanetrix
