// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "models/model_order.h"
#include "pipeline/sandbox.h"
#include "reconstruct/order.h"

namespace scanetrix {

/// Runs scanetrix-infer, which lies beside this program, on a folder that is laid out as reconstruct/order.h
/// says, within limits.
///
/// \param on_progress  Each stage and its fraction, from this thread.
/// \param keep_going   Asked about five times a second; false kills it.
/// \error Its report's, where it left one ("too_few_slices", …); cancelled; unavailable "infer_missing",
/// "infer_not_started"; too_large "out_of_limits" (it took too long); internal "crashed".
Result<ReconstructionReport> run_infer(const fs::path& folder, const SandboxLimits& limits,
                                       const std::function<void(std::string_view, double)>& on_progress,
                                       const std::function<bool()>& keep_going);

/// The same on a folder that is laid out as models/model_order.h says.
/// \error Its report's, as infer/model_job.h lists them; cancelled; unavailable "infer_missing"; too_large
/// "out_of_limits"; internal "crashed".
Result<ModelReport> run_model(const fs::path& folder, const SandboxLimits& limits,
                              const std::function<void(std::string_view, double)>& on_progress,
                              const std::function<bool()>& keep_going);

/// The weights that came with this program: models/slicesr.safetensors beside it, where it has any.
[[nodiscard]] std::optional<fs::path> shipped_weights();

}  // namespace scanetrix
