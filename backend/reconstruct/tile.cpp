// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/tile.h"

#include <algorithm>

namespace scanetrix {

Turn Turn::any(Random& random) {
  Turn turn;
  turn.transposed = random.chance(0.5);
  turn.flip_rows = random.chance(0.5);
  turn.flip_columns = random.chance(0.5);
  return turn;
}

Tile shrunk_transposed(const Tile& plane, double times) {
  const int size = std::max(1, static_cast<int>(plane.columns / times));
  Tile out(size, plane.rows);
  for (int to = 0; to < size; ++to) {
    const double begin = to * times;
    const double end = std::min(begin + times, static_cast<double>(plane.columns));
    for (int from = static_cast<int>(begin); from < end; ++from) {
      const double part = std::min(end, from + 1.0) - std::max(begin, static_cast<double>(from));
      const auto weight = static_cast<float>(part / (end - begin));
      for (int row = 0; row < plane.rows; ++row) out.at(to, row) += weight * plane.at(row, from);
    }
  }
  return out;
}

}  // namespace scanetrix
