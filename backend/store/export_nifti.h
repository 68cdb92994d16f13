// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "base/file.h"
#include "volume/volume.h"

namespace scanetrix {

/// The 352 bytes before the voxels of a NIfTI-1 file (nifti1.h): sform and qform in RAS+ mm, scl_slope and
/// scl_inter so that real values come out, xyzt_units mm. `volume.voxels` is not looked at. \error
/// unsupported  An axis over 32767 voxels: NIfTI-1 cannot say that.
Result<Bytes> nifti_header(const Volume& volume);

}  // namespace scanetrix
