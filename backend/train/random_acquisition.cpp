// SPDX-License-Identifier: Apache-2.0
#include "train/random_acquisition.h"

#include <algorithm>

namespace scanetrix {
namespace {

constexpr double kWidestProfile = 1.3;  ///< In steps between slices.

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
  const Turn turn = random.chance(0.5) ? Turn::any(random) : Turn();
  return acquire_piece(cut_piece(picture, turn, acquisition, random), acquisition, random);
}

}  // namespace scanetrix
