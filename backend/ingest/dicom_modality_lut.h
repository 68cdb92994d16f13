// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/dicom_slice.h"
#include "ingest/dicom_values.h"

namespace scanetrix {

/// Gives the slice its Modality LUT, where one counts (DICOM PS3.3 C.11.1), and takes the unit from it:
/// Modality LUT Type where it is a defined term other than "US"; else the LUT Explanation, if that is no
/// longer than a unit. Values are Hounsfield units only where one of them says so.
///
/// A table that is incomplete, of floating-point pixels, or beside a rescale that says something else counts
/// for nothing: warning "lookup_table_ignored". Wants slice.pixels, slope and intercept.
void read_modality_lut(const Values& values, DicomSlice& slice);

}  // namespace scanetrix
