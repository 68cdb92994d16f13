// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/training_pairs.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "reconstruct/lattice.h"
#include "reconstruct/slice_weights.h"

namespace scanetrix {
namespace {

void add_row(Tile& to, int to_row, const Tile& from, int from_row, double weight) {
  const auto factor = static_cast<float>(weight);
  for (int column = 0; column < to.columns; ++column)
    to.at(to_row, column) += factor * from.at(from_row, column);
}

/// Too even to learn from, but for a few.
bool is_empty(const Tile& plane, Random& random) {
  double sum = 0;
  double squares = 0;
  for (const float value : plane.values) {
    sum += value;
    squares += static_cast<double>(value) * value;
  }
  const auto count = static_cast<double>(plane.values.size());
  const double variance = squares / count - sum / count * (sum / count);
  return variance < 0.02 * 0.02 && !random.chance(0.05);
}

}  // namespace

int Acquisition::piece_rows() const {
  const int radius = static_cast<int>(profile_taps(profile).size() / 2);
  return static_cast<int>(refined_depth(slices, factor)) + 2 * radius;
}

Tile cut_piece(const Tile& picture, const Turn& turn, const Acquisition& acquisition, Random& random) {
  Tile piece(acquisition.piece_rows(), acquisition.columns);
  assert(piece.rows <= turn.rows(picture) && piece.columns <= turn.columns(picture));
  const int top = random.whole(0, turn.rows(picture) - piece.rows);
  const int left = random.whole(0, turn.columns(picture) - piece.columns);
  const auto gain = static_cast<float>(random.uniform(0.7, 1.3));
  for (int row = 0; row < piece.rows; ++row)
    for (int column = 0; column < piece.columns; ++column)
      piece.at(row, column) = gain * turn.at(picture, top + row, left + column);
  return piece;
}

TrainingPair acquire_piece(const Tile& piece, const Acquisition& acquisition, Random& random) {
  if (is_empty(piece, random)) return {};
  const int factor = acquisition.factor;
  const int columns = piece.columns;
  const std::vector<double> taps = profile_taps(acquisition.profile);
  const int radius = static_cast<int>(taps.size() / 2);
  const int depth = static_cast<int>(refined_depth(acquisition.slices, factor));

  TrainingPair pair{.slices = Tile(acquisition.slices, columns), .residual = {}, .cubic = {}};
  for (int k = 0; k < acquisition.slices; ++k) {
    for (int t = 0; const double tap : taps) add_row(pair.slices, k, piece, k * factor + t++, tap);
    if (acquisition.noise > 0)
      for (int column = 0; column < columns; ++column)
        pair.slices.at(k, column) += static_cast<float>(acquisition.noise * random.normal());
  }
  pair.residual.assign(static_cast<std::size_t>(factor), Tile(acquisition.slices, columns));
  pair.cubic = pair.residual;
  const auto cubic =
      slice_weights(Interpolation::catmull_rom, acquisition.slices, factor, acquisition.profile);
  for (int fine = 0; fine < depth; ++fine) {
    const auto phase = static_cast<std::size_t>(fine % factor);
    const SliceWeights& row = cubic[static_cast<std::size_t>(fine)];
    for (std::size_t i = 0; i < row.weights.size(); ++i)
      add_row(pair.cubic[phase], fine / factor, pair.slices,
              static_cast<int>(row.first) + static_cast<int>(i), row.weights[i]);
    add_row(pair.residual[phase], fine / factor, piece, radius + fine, 1);
    add_row(pair.residual[phase], fine / factor, pair.cubic[phase], fine / factor, -1);
  }
  return pair;
}

}  // namespace scanetrix
