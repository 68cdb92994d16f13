// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "models/registry.h"
#include "pipeline/sandbox.h"

namespace scanetrix {

/// A model that was tried and works.
struct TriedModel {
  ModelFiles files;  ///< model.ts lies in the work folder.
  ModelDescription description;
  std::vector<std::string> notes;  ///< What is done otherwise than the bundle says, one sentence each.
};

/// Tries a model: reads what it says of itself and has scanetrix-infer load it and run it on one block of
/// zeros, within limits.
///
/// \param given  A TorchScript file with its bundle inside; the folder of a MONAI bundle
/// (configs/metadata.json,
///               configs/inference.json, models/model.ts); or a zip of one.
/// \param work   A folder of its own, made here; removed by the caller.
/// \error not_found; bad_input "not_a_bundle": files are missing; as run_model()
Result<TriedModel> try_model(const fs::path& given, const fs::path& work, const SandboxLimits& limits,
                             const std::function<bool()>& keep_going);

}  // namespace scanetrix
