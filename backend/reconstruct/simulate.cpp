// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/simulate.h"

#include <cassert>
#include <cmath>
#include <numbers>
#include <random>

#include "base/parallel.h"
#include "reconstruct/lattice.h"

namespace scanetrix {

RealVolume weighted_slices(const RealVolume& volume, const std::vector<SliceWeights>& table) {
  RealVolume out;
  out.shape = {static_cast<std::int64_t>(table.size()), volume.shape.y, volume.shape.x};
  const auto size = static_cast<std::size_t>(volume.shape.y * volume.shape.x);
  out.values.resize(table.size() * size);
  [[maybe_unused]] const auto done = parallel_for(table.size(), [&](std::size_t k) -> Result<void> {
    float* to = out.values.data() + k * size;
    const float* from = volume.values.data() + static_cast<std::size_t>(table[k].first) * size;
    for (const double weight : table[k].weights) {
      const auto factor = static_cast<float>(weight);
      for (std::size_t i = 0; i < size; ++i) to[i] += factor * from[i];
      from += size;
    }
    return {};
  });
  assert(done);
  return out;
}

SimulatedStack acquire(const RealVolume& fine, int factor, const SliceProfile& profile, double noise,
                       std::uint64_t seed) {
  const std::vector<double> taps = profile_taps(profile);
  const auto radius = static_cast<std::int64_t>(taps.size() / 2);
  const std::int64_t slices = (fine.shape.z - 1 - 2 * radius) / factor + 1;
  assert(slices >= 2);
  std::vector<SliceWeights> acquired;
  for (std::int64_t k = 0; k < slices; ++k) acquired.push_back({k * factor, taps});
  std::vector<SliceWeights> same;
  for (std::int64_t k = 0; k < refined_depth(slices, factor); ++k) same.push_back({radius + k, {1}});
  SimulatedStack stack{weighted_slices(fine, acquired), weighted_slices(fine, same)};
  if (noise > 0) {
    std::mt19937_64 engine(seed);
    // Box and Muller, because the standard library's normal distribution differs from one to the next.
    const auto uniform = [&] { return (static_cast<double>(engine() >> 11) + 0.5) * 0x1p-53; };
    for (float& value : stack.slices.values) {
      const double radius_of = std::sqrt(-2 * std::log(uniform()));
      value += static_cast<float>(noise * radius_of * std::cos(2 * std::numbers::pi * uniform()));
    }
  }
  return stack;
}

}  // namespace scanetrix
