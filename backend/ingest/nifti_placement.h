// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/nifti_fields.h"
#include "ingest/volume_header.h"

namespace scanetrix {

/// Where the volume lies, from the header's transforms, into header.geometry (whose shape is there already).
///
/// NIfTI: sform when sform_code > 0, else qform when qform_code > 0, else pixdim alone. Analyze: pixdim, x
/// running to the patient's left and the origin's voxel, as SPM and FSL read it; without one the middle.
/// Warnings: "orientation_unknown", "uncalibrated", "transform_unusable", "transforms_disagree" (by more than
/// half a voxel at a corner), "sheared".
void place_nifti(const NiftiFields& fields, VolumeHeader& header);

}  // namespace scanetrix
