// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/progress.h"
#include "models/model_order.h"

namespace scanetrix {

/// Does what FOLDER/in/model_order.json says (models/model_order.h) and leaves out/model_report.json. What is
/// missing when it fails: everything but the report, which says why.
///
/// Labels lie on the voxels of the volume that was given, each from the nearest of the lattice that the
/// network saw. Progress: stages "reading", "segmenting", "pyramid". \error Among others bad_input
/// "not_a_model", "no_model_config", "bad_model_config", "not_finite"; unsupported "unknown_operator",
/// "wants_channels", "not_scalar", "time_series", "uncalibrated", "sheared"; too_large
/// "too_much_memory", "too_large"; cancelled
Result<void> run_model_job(const fs::path& folder, Progress& progress);

}  // namespace scanetrix
