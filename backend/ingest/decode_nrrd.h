// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/volume_header.h"

namespace scanetrix {

/// "NRRD0001" to "NRRD0005" (teem.sourceforge.net/nrrd/format.html), data attached or in files of their own.
[[nodiscard]] bool sniff_nrrd(ByteView file);

/// What the header says. All encodings and all types but block.
///
/// Axes with a direction in space (without a space: those of kind domain or space, or of no kind) are the
/// volume's, one to three of them, in their order; colour (3 or 4 of uint8) and complex axes join a voxel;
/// every other axis counts time points. Positions: LPS, RAS and LAS turned to LPS; without a named anatomical
/// space axes are taken as they are, with "orientation_unknown". Measurement frame, key/value pairs and
/// comments are not looked at. \error bad_input    "damaged": a field that is missing or cannot be, naming
/// it. \error unsupported  "unsupported_pixel_format": vectors, matrices and other kinds that make no
/// picture; blocks.
///                     "unsupported_format": a later version.
/// \error too_large    "too_large"
[[nodiscard]] Result<VolumeHeader> inspect_nrrd(ByteView file);

}  // namespace scanetrix
