// SPDX-License-Identifier: Apache-2.0
#include "models/largest_part.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <vector>

namespace scanetrix {
namespace {

struct Part {
  std::uint16_t label = 0;
  std::uint32_t number = 0;
  std::int64_t voxels = 0;
};

std::vector<std::array<int, 3>> neighbours(int connectivity) {
  std::vector<std::array<int, 3>> offsets;
  for (int z = -1; z <= 1; ++z)
    for (int y = -1; y <= 1; ++y)
      for (int x = -1; x <= 1; ++x) {
        const int away = std::abs(z) + std::abs(y) + std::abs(x);
        if (away > 0 && away <= connectivity) offsets.push_back({z, y, x});
      }
  return offsets;
}

}  // namespace

void keep_largest_parts(std::span<std::uint16_t> labels, const Shape& shape, const KeepLargest& wanted) {
  const auto is_wanted = [&](std::uint16_t label) {
    return label != 0 && (wanted.labels.empty() || std::find(wanted.labels.begin(), wanted.labels.end(),
                                                             label) != wanted.labels.end());
  };
  const auto offsets = neighbours(wanted.connectivity);
  std::vector<std::uint32_t> part_of(labels.size());  // 0: none.
  std::vector<Part> parts{Part{}};
  std::vector<std::size_t> open;
  for (std::size_t seed = 0; seed < labels.size(); ++seed) {
    if (part_of[seed] != 0 || !is_wanted(labels[seed])) continue;
    Part part{labels[seed], static_cast<std::uint32_t>(parts.size()), 0};
    part_of[seed] = part.number;
    open.assign(1, seed);
    while (!open.empty()) {
      const auto at = static_cast<std::int64_t>(open.back());
      open.pop_back();
      ++part.voxels;
      const std::int64_t x = at % shape.x;
      const std::int64_t y = at / shape.x % shape.y;
      const std::int64_t z = at / (shape.x * shape.y);
      for (const auto& [dz, dy, dx] : offsets) {
        if (z + dz < 0 || z + dz >= shape.z || y + dy < 0 || y + dy >= shape.y || x + dx < 0 ||
            x + dx >= shape.x)
          continue;
        const auto next = static_cast<std::size_t>(((z + dz) * shape.y + y + dy) * shape.x + x + dx);
        if (part_of[next] != 0 || labels[next] != part.label) continue;
        part_of[next] = part.number;
        open.push_back(next);
      }
    }
    parts.push_back(part);
  }
  std::map<std::uint16_t, Part> largest;
  for (const Part& part : parts) {
    Part& most = largest[part.label];
    if (part.voxels > most.voxels) most = part;
  }
  for (std::size_t n = 0; n < labels.size(); ++n)
    if (part_of[n] != 0 && largest[labels[n]].number != part_of[n]) labels[n] = 0;
}

}  // namespace scanetrix
