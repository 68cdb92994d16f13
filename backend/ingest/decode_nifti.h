// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/nifti_header.h"
#include "volume/volume.h"

namespace scanetrix {

/// A single-file NIfTI-1, plain or in gzip.
[[nodiscard]] bool sniff_nifti(ByteView file);

/// As read_nifti_header(), from the file. Unpacks no more than the header.
[[nodiscard]] Result<NiftiHeader> inspect_nifti(ByteView file);

/// The voxels, with slope and intercept applied where that is exact (see volume/rescale.h; floating-point
/// voxels always). 64-bit integers become the narrowest type that holds them; where 32 bits do not, float64
/// with a warning in `header`. NaN and infinities stay. \error bad_input "damaged": fewer voxels than the
/// header says.
[[nodiscard]] Result<Volume> decode_nifti(ByteView file, NiftiHeader& header);

}  // namespace scanetrix
