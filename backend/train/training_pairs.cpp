// SPDX-License-Identifier: Apache-2.0
#include "train/training_pairs.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "reconstruct/lattice.h"
#include "reconstruct/slice_weights.h"
#include "train/tile_filters.h"

namespace scanetrix {
namespace {

constexpr double kWidestProfile = 1.3;  ///< In steps between slices.

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

Tile cut(const Tile& picture, int rows, int columns, Random& random) {
  const int top = random.whole(0, picture.rows - rows);
  const int left = random.whole(0, picture.columns - columns);
  Tile piece(rows, columns);
  const auto gain = static_cast<float>(random.uniform(0.7, 1.3));
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column)
      piece.at(row, column) = gain * picture.at(top + row, left + column);
  return piece;
}

}  // namespace

Acquisition random_acquisition(Random& random) {
  Acquisition acquisition;
  // Three and four are what most scans need.
  constexpr int kFactors[] = {2, 3, 3, 4, 4, 4, 5, 6};
  acquisition.factor = kFactors[random.whole(0, 7)];
  const double kind = random.uniform();
  if (kind < 0.25) {
    acquisition.profile = SliceProfile::thin();
  } else {
    acquisition.profile.shape = kind < 0.7    ? ProfileShape::hann
                                : kind < 0.92 ? ProfileShape::gaussian
                                              : ProfileShape::box;
    acquisition.profile.width = std::max(1.0, acquisition.factor * random.uniform(0.6, kWidestProfile));
  }
  if (random.chance(0.4)) acquisition.noise = random.uniform(0, 0.015);
  acquisition.told_profile_width = acquisition.profile.width / acquisition.factor;
  if (random.chance(0.4)) acquisition.told_profile_width *= random.uniform(0.72, 1.35);
  return acquisition;
}

TrainingPair make_pair(const Tile& picture, const Acquisition& acquisition, Random& random) {
  const int factor = acquisition.factor;
  const std::vector<double> taps = profile_taps(acquisition.profile);
  const int radius = static_cast<int>(taps.size() / 2);
  const int depth = static_cast<int>(refined_depth(kPairSlices, factor));
  const Tile turned_picture = random.chance(0.5) ? turned(picture, random) : picture;
  assert(depth + 2 * radius <= picture.rows && depth + 2 * radius <= picture.columns);
  const Tile truth = cut(turned_picture, depth + 2 * radius, kPairColumns, random);
  if (is_empty(truth, random)) return {};

  TrainingPair pair{.slices = Tile(kPairSlices, kPairColumns), .residual = {}, .cubic = {}};
  for (int k = 0; k < kPairSlices; ++k) {
    for (int t = 0; const double tap : taps) add_row(pair.slices, k, truth, k * factor + t++, tap);
    if (acquisition.noise > 0)
      for (int column = 0; column < kPairColumns; ++column)
        pair.slices.at(k, column) += static_cast<float>(acquisition.noise * random.normal());
  }
  pair.residual.assign(static_cast<std::size_t>(factor), Tile(kPairSlices, kPairColumns));
  pair.cubic = pair.residual;
  const auto cubic = slice_weights(Interpolation::catmull_rom, kPairSlices, factor, acquisition.profile);
  for (int fine = 0; fine < depth; ++fine) {
    const auto phase = static_cast<std::size_t>(fine % factor);
    const SliceWeights& row = cubic[static_cast<std::size_t>(fine)];
    for (std::size_t i = 0; i < row.weights.size(); ++i)
      add_row(pair.cubic[phase], fine / factor, pair.slices,
              static_cast<int>(row.first) + static_cast<int>(i), row.weights[i]);
    add_row(pair.residual[phase], fine / factor, truth, radius + fine, 1);
    add_row(pair.residual[phase], fine / factor, pair.cubic[phase], fine / factor, -1);
  }
  return pair;
}

}  // namespace scanetrix
