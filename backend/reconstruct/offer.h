// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/result.h"
#include "volume/series.h"

namespace scanetrix {

/// What can be made of a stack.
struct ReconstructionOffer {
  int factor = 2;     ///< Slices of the result from one acquired slice to the next. See refinement_factor().
  Geometry geometry;  ///< Of the result.
};

/// What is offered for a volume, or why nothing is: the one place where that is decided.
///
/// \param warnings  Of its series.
/// \error unsupported, in this order: "not_an_image" (labels, an uncertainty), "not_acquired" (it was
/// reconstructed itself), "not_scalar" (colour), "time_series", "no_stack" (one picture, pictures over time),
/// "too_few_slices" (below 8), "order_not_verified", "unrelated_slices", "uncalibrated", "not_needed" (the
/// step is below 1.5 pixels). The message is for a person.
[[nodiscard]] Result<ReconstructionOffer> reconstruction_offer(const SeriesVolume& volume,
                                                               std::span<const Warning> warnings);

}  // namespace scanetrix
