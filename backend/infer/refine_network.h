// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <span>

#include "base/progress.h"
#include "infer/slice_network.h"
#include "reconstruct/slice_profile.h"
#include "reconstruct/tile.h"

namespace scanetrix {

struct Refined {
  SliceNetwork network;
  int steps = 0;  ///< How often it was bettered; 0: it is what it was.
};

/// Goes on training the network on a scan's own slices, acquired as the scan was, for `budget` of time
/// (SMORE: Zhao et al., IEEE TMI 2020). Nothing else is learned from. Slices are taken for 0.75 to 1.05 times
/// as thick as `profile` says, which may be wrong.
///
/// \param planes   Of own_planes(); rows stand for depth. None that the result is to be judged by.
/// \param profile  Its width in steps of the fine lattice.
/// \return The network as it was where the planes are too small (under six slices) or none.
/// \error cancelled
/// Memory: some 100 MB. On all cores, or the GPU. How far it comes depends on the machine's speed.
[[nodiscard]] Result<Refined> refine_network(const SliceNetwork& network, std::span<const Tile> planes,
                                             int factor, const SliceProfile& profile,
                                             std::chrono::seconds budget, Progress& progress);

}  // namespace scanetrix
