// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "base/progress.h"
#include "infer/script_model.h"
#include "models/prepare_image.h"

namespace scanetrix {

/// Takes slices first … first + n of the answer: [channels, n, y, x], what the network said of each voxel,
/// averaged over the blocks it was in. Called in order, each slice once.
using SlabSink = std::function<Result<void>(std::int64_t first, const at::Tensor& slab)>;

/// What the network makes of one block, [i, j, k]: [channels, i, j, k], also of one that sees planes.
/// \error As ScriptModel::run().
Result<at::Tensor> answer_of(ScriptModel& network, const at::Tensor& block, const ModelDescription& model);

/// Leads a network over an image, block by block (plan_windows()). Memory, beside the image: channels + 1
/// numbers for each voxel of as many slices as a block is deep. Progress: stage "segmenting". \error As
/// ScriptModel::run(); too_large "too_much_memory"; cancelled
Result<void> slide(ScriptModel& network, const PreparedImage& image, const ModelDescription& model,
                   const SlabSink& sink, Progress& progress);

}  // namespace scanetrix
