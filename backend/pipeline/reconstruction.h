// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reconstruct/order.h"
#include "volume/series.h"

namespace scanetrix {

// What `convert --isotropic` and the job `reconstruct` have in common.

/// What scanetrix-infer is told about a volume that an offer was made for: by the shipped network, where
/// there is one, and with the slices' thickness as far as it is known.
[[nodiscard]] ReconstructionOrder order_for(const SeriesVolume& acquired, int factor, ReconstructionMode mode,
                                            int refine_seconds);

/// What scanetrix-infer left in `folder`: the volume "reconstructed" and, where a network made it, its
/// "uncertainty", on the same voxels. Each with how it came about, the parameters that decided, and what it
/// was made of; `acquired`'s own parameters stay. Voxels are read from the folder.
/// \error not_found; internal  It is not there as we write it, or not on the lattice that was ordered.
[[nodiscard]] Result<std::vector<SeriesVolume>> made_volumes(const fs::path& folder,
                                                             const SeriesVolume& acquired,
                                                             const ReconstructionOrder& order,
                                                             const ReconstructionReport& report);

}  // namespace scanetrix
