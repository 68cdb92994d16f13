// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "ingest/dicom_slice.h"
#include "ingest/dicom_values.h"

namespace scanetrix {

/// What is the same for all frames of a file: series, study, modality. Nothing of the patient is taken.
void read_names(const Values& values, DicomSlice& slice);

/// Of one frame: where it lies and how large its pixels are (DICOM PS3.3 C.7.6.2, C.8.8.3 for dose,
/// C.8.5.5 for ultrasound regions).
void read_place(const Values& values, DicomSlice& slice);

/// Of one frame: scale or lookup table, unit and windows (PS3.3 C.11.1, C.11.2; dose C.8.8.3; real world
/// values C.7.6.16.2.11 where there is one map and no rescale). Wants slice.pixels.
void read_meaning(const Values& values, DicomSlice& slice);

/// Whether a Rescale or Modality LUT Type names a unit: the defined terms (PS3.3 C.11.1.1.2) but "US",
/// unspecified.
[[nodiscard]] bool is_rescale_type(std::string_view term);

/// Of one frame: what may tell apart pictures in one place.
void read_traits(const Values& values, DicomSlice& slice);

}  // namespace scanetrix
