// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "base/file.h"
#include "ingest/volume_header.h"
#include "volume/series.h"

namespace scanetrix {

/// Opens the voxels that a header describes, to be read slice by slice.
///
/// Raw data stay in their file: a slice is copied when it is asked for. Packed data are unpacked whole into
/// memory, as stored, once. The values are looked at only where they decide the type (see plan_voxels()).
///
/// \param files  The header's own file, or its data files in the order of the stream, as
///               VolumeHeader::data tells.
/// \return form, voxels and time points; `how` is empty. What the voxels bring up is added to
/// header.warnings. \error bad_input    "damaged": fewer bytes than the header says. \error unsupported
/// "unsupported_pixel_format" \error too_large    "too_large": packed data of more than the limit of one
/// volume.
[[nodiscard]] Result<SeriesVolume> open_stored_voxels(VolumeHeader& header, std::vector<MappedFile> files);

/// As above, over bytes that outlive what is returned.
[[nodiscard]] Result<SeriesVolume> open_stored_voxels(VolumeHeader& header, std::span<const ByteView> files);

}  // namespace scanetrix
