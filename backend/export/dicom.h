// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "export/export_note.h"

namespace scanetrix {

/// What a DICOM object says of itself apart from its voxels. Nothing that identifies a patient.
struct DicomFacts {
  std::string modality;                      ///< "CT" or "MR"
  std::string how;                           ///< How the volume was made.
  bool lossy = false;                        ///< Compressed with loss before it came here.
  std::optional<double> slice_thickness_mm;  ///< None: as far as the slices are apart.
};

/// The file up to its voxels, which follow as they are, [t, z, y, x], little endian: one Enhanced CT or
/// Enhanced MR Image object (PS3.3 A.38.1, A.36.2) in Explicit VR Little Endian, one frame a slice, each with
/// its own position; time points as temporal positions. Marked as derived, for research, and without a
/// patient: name and number are empty. Each call gives new UIDs.
///
/// \error bad_input "not_dicom"  Neither CT nor MR, colour, or values that are not whole numbers of 16
/// bits; the message says which. too_large over 4 GiB.
[[nodiscard]] Result<Bytes> dicom_header(const VolumeForm& form, const DicomFacts& facts,
                                         const std::optional<ExportNote>& note = {});

}  // namespace scanetrix
