// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/result.h"
#include "ingest/dicom_slice.h"
#include "ingest/dicom_values.h"

namespace scanetrix {

/// Whether a picture is one of Siemens' mosaics: Image Type says MOSAIC.
[[nodiscard]] bool is_mosaic(const Values& values);

/// The slices of a mosaic: tiles in rows from the top left, as many along a row as down a column.
///
/// How many there are and which way they run is Siemens' private knowledge: Number Of Images In Mosaic
/// (0019,100A) or in the CSA header (0029,1010), and the CSA header's SliceNormalVector. Image Position is
/// that of a picture of the whole mosaic's size with one slice in its middle, so half the difference goes
/// off. Without a normal vector the slices are taken along row × column, with a warning.
///
/// \error unsupported "unsupported_format": the number of tiles is not told, or does not fit the picture.
[[nodiscard]] Result<std::vector<DicomSlice>> split_mosaic(const DicomSlice& frame, const Values& values);

}  // namespace scanetrix
