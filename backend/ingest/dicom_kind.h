// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace scanetrix {

/// What a DICOM object says it is.
struct DicomKind {
  std::string sop_class;  ///< UID; empty when absent.
  std::string modality;
  bool has_picture = false;
};

/// Passes what holds pictures of a kind that is read.
/// \error bad_input    "not_an_image": a report, plan, document, table of contents, …, by name.
/// \error unsupported  "unsupported_format": by name.
[[nodiscard]] Result<void> check_kind(const DicomKind& kind);

}  // namespace scanetrix
