// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evaluate/evaluation.h"

namespace scanetrix {

/// The product's own way: a stored volume handed to scanetrix-infer, as a scan's is.
///
/// \param weights  The file; empty for the classical methods alone.
/// \param gate     Whether the network must first beat them on the stack's own detail.
/// \param refine_seconds  For refining it on each stack, 0 … kMostRefineSeconds.
/// Errors of the method: as run_infer(), and what its report says.
[[nodiscard]] Reconstructor network_method(const fs::path& weights, bool gate, int refine_seconds);

}  // namespace scanetrix
