// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "ingest/dicom_values.h"

namespace scanetrix {

/// A DICOM file that is no picture: a report, a plan, a document. It is refused, and kept beside the series
/// that it belongs to.
struct DicomObject {
  Error refusal;                         ///< Its kind in words; see check_kind().
  std::vector<std::string> study_uids;   ///< Its own; of a table of contents all that it lists.
  std::vector<std::string> series_uids;  ///< Series that it refers to, wherever in its sequences.
};

/// Cost: O(elements). Each list stops at some thousands.
[[nodiscard]] DicomObject read_object(DcmDataset& dataset, Error refusal);

}  // namespace scanetrix
