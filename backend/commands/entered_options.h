// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "ingest/ingest_options.h"

namespace scanetrix {

/// What stands on convert's command line of what a person knows better than the files; empty: not given.
struct EnteredOptions {
  std::string light_box;  ///< "ROWSxCOLUMNS", "ROWSxCOLUMNS,column-major"
  std::string pixel_mm;   ///< "Y,X"
  std::string slice_mm;   ///< "S"; with `pixel_mm` alone.
};

/// \error bad_input  Not of that form, or out of range; the message names the option.
Result<IngestOptions> parse_entered(const EnteredOptions& options);

}  // namespace scanetrix
