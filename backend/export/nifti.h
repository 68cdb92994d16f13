// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "export/export_note.h"

namespace scanetrix {

/// What stands before the voxels of a NIfTI file in one piece: sform and qform in RAS+ mm, scl_slope and
/// scl_inter so that real values come out, xyzt_units mm. Time points are the fourth axis, whose step is 1
/// without a unit.
///
/// NIfTI-1 (nifti1.h), 352 bytes; NIfTI-2 (nifti2.h), 544 bytes, when an axis is over 32767. A Volume's
/// voxels follow as they are. A note's title is `descrip`, its facts, a line each, are an extension of code 6
/// (a comment), and the voxels lie behind it.
[[nodiscard]] Bytes nifti_header(const VolumeForm& form, const std::optional<ExportNote>& note = {});

}  // namespace scanetrix
