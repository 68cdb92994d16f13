// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/dicom_slice.h"

namespace scanetrix {

/// Decodes frame slice.frame: stored values before rescale, rows top to bottom, of slice.pixels.type(),
/// little endian, colour as RGB, RGB, …. Bits above HighBit are masked, signed values extended from
/// BitsStored (DICOM PS3.5 8.1.1).
///
/// MONOCHROME1 keeps its stored values: they are what was measured. Showing low values bright is the
/// display's work.
///
/// \param file     The bytes that read_dicom_header() made `slice` from.
/// \param samples  Exactly slice.pixels.decoded_bytes(); zeroed by the caller.
/// \error bad_input "damaged": pixels end early, or the codec disagrees with the header.
/// Safe from any thread; takes no lock and starts no thread. Uncompressed: one copy; compressed: the
/// one frame, whatever else is in the file; a deflated data set is inflated up to the frame.
[[nodiscard]] Result<void> decode_dicom_pixels(ByteView file, const DicomSlice& slice,
                                               std::span<std::byte> samples);

}  // namespace scanetrix
