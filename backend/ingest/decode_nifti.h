// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/volume_header.h"

namespace scanetrix {

/// NIfTI-1 or NIfTI-2, one file or the header of a pair, or the header of an Analyze 7.5 pair; plain or in
/// gzip.
[[nodiscard]] bool sniff_nifti(ByteView file);

/// As read_nifti_header(), from the file. Unpacks no more than the header. open_stored_voxels() reads the
/// voxels.
[[nodiscard]] Result<VolumeHeader> inspect_nifti(ByteView file);

}  // namespace scanetrix
