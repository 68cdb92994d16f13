// SPDX-License-Identifier: Apache-2.0
#include "ingest/self_likeness.h"

#include <algorithm>
#include <cmath>

namespace scanetrix {
namespace {

constexpr std::int64_t kGlance = 320;
/// A line whose gray spreads less than this, squared, shows nothing.
constexpr double kLeastSpread = 4;

}  // namespace

SelfLikeness::SelfLikeness(const Sums& sums, bool across, Content along, Content beside)
    : size_(along.second - along.first),
      along_(std::min(kGlance, size_)),
      lines_(std::min(kGlance, beside.second - beside.first)) {
  const std::int64_t width = beside.second - beside.first;
  for (std::int64_t line = 0; line < lines_; ++line)
    for (std::int64_t n = 0; n < along_; ++n) {
      const std::int64_t a = along.first + n * size_ / along_;
      const std::int64_t a_end = along.first + (n + 1) * size_ / along_;
      const std::int64_t b = beside.first + line * width / lines_;
      const std::int64_t b_end = beside.first + (line + 1) * width / lines_;
      values_.push_back(across ? sums.mean(a, b, a_end, b_end) : sums.mean(b, a, b_end, a_end));
    }
  for (std::int64_t lag = 0; lag <= along_ / 2 + 1; ++lag) at_lag_.push_back(at(lag));
}

bool SelfLikeness::suggests(double period) const {
  const double lag = period * static_cast<double>(along_) / static_cast<double>(size_);
  const double here = std::max(near(lag), near(lag + 1));
  return here > 0.1 && here > near(lag / 2) + 0.02;
}

double SelfLikeness::near(double lag) const {
  const auto index = std::min(static_cast<std::size_t>(lag), at_lag_.size() - 1);
  return at_lag_[index];
}

/// Of the lines that show anything, one in four is as alike: blank tiles and unlike rows do not hide it.
double SelfLikeness::at(std::int64_t lag) const {
  std::vector<double> lines;
  const auto count = static_cast<double>(along_ - lag);
  for (std::int64_t line = 0; line < lines_; ++line) {
    double a = 0, b = 0, aa = 0, bb = 0, ab = 0;
    for (std::int64_t n = 0; n + lag < along_; ++n) {
      const auto x = static_cast<double>(values_[static_cast<std::size_t>(line * along_ + n)]);
      const auto y = static_cast<double>(values_[static_cast<std::size_t>(line * along_ + n + lag)]);
      a += x, b += y, aa += x * x, bb += y * y, ab += x * y;
    }
    const double spread = (aa - a * a / count) * (bb - b * b / count);
    if (spread > kLeastSpread * kLeastSpread * count * count)
      lines.push_back((ab - a * b / count) / std::sqrt(spread));
  }
  if (lines.empty()) return 0;
  const auto place = lines.begin() + static_cast<std::ptrdiff_t>(lines.size() * 3 / 4);
  std::nth_element(lines.begin(), place, lines.end());
  return *place;
}

}  // namespace scanetrix
