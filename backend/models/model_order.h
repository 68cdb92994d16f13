// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/file.h"

namespace scanetrix {

enum class ModelTask {
  check,  ///< Whether the network can be loaded, and what it makes of one block of zeros.
  run,    ///< On a volume.
};

/// What scanetrix-infer is told of a model that was dropped in. One job has one folder, and the program sees
/// nothing else:
///
///     in/model_order.json      this
///     in/model.ts              the network, as TorchScript
///     in/metadata.json         of its bundle, both; where they are not, those inside of model.ts count,
///     in/inference.json        which are left in out/ under the same names
///     in/zarr/                 the volume, as store/ome_zarr.h writes it; to run on
///     out/result/zarr/         labels or an image, on the same voxels
///     out/model_report.json    ModelReport, written last
struct ModelOrder {
  ModelTask task = ModelTask::check;
  std::string fallback_name;  ///< What the model is called where its metadata have no name.
};

/// What came of it.
struct ModelReport {
  std::vector<std::string> notes;  ///< What a reader of the result must know, one sentence each.
  std::string error_code;          ///< Empty, or why there is nothing.
  std::string error_detail;
};

/// Makes in/ and out/ too. \error unavailable
Result<void> write_model_order(const ModelOrder& order, const fs::path& folder);
/// \error not_found  There is none. \error bad_input  It is not as we write it.
[[nodiscard]] Result<ModelOrder> read_model_order(const fs::path& folder);

Result<void> write_model_report(const ModelReport& report, const fs::path& folder);
/// \error internal  The report is not there or not as we write it.
[[nodiscard]] Result<ModelReport> read_model_report(const fs::path& folder);

/// Below the folder.
[[nodiscard]] fs::path model_input_zarr(const fs::path& folder);
[[nodiscard]] fs::path model_result_zarr(const fs::path& folder);

}  // namespace scanetrix
