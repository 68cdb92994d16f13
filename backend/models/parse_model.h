// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.h"
#include "models/model_description.h"

namespace scanetrix {

/// What a MONAI bundle says of its network, as far as it is done here. Looks at nothing but the two texts,
/// and runs nothing that is in them.
///
/// metadata.json: names, version and `network_data_format` (one input of one channel, one output).
/// inference.json: the sections preprocessing, inferer and postprocessing, each step out of a short list
/// (model_description.h); LoadImaged, EnsureChannelFirstd, EnsureTyped and SaveImaged are done anyway,
/// Invertd always, CropForegroundd never, which only costs time. Anything else would change the result
/// without a word, and is refused by name.
///
/// \param fallback_name  Where the metadata have no name.
/// \error bad_input    "bad_model_config"
/// \error unsupported  "unsupported_step", "unsupported_parameter", "unsupported_expression",
/// "unsupported_channels", "unsupported_output"
[[nodiscard]] Result<ModelDescription> parse_model(std::string_view metadata_json,
                                                   std::string_view inference_json,
                                                   std::string_view fallback_name);

}  // namespace scanetrix
