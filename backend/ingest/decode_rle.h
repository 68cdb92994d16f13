// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/dicom_slice.h"

namespace scanetrix {

/// Decodes one frame of DICOM's RLE (PS3.5 annex G) to native little endian data, colour by pixel.
/// Our own, because DCMTK's reads where a broken header's offsets point to.
///
/// \param frame   The frame's fragment, header included.
/// \param stored  Exactly layout.native_bytes().
/// \error bad_input "damaged": another number of segments than the layout needs, or one that ends early.
[[nodiscard]] Result<void> decode_rle(ByteView frame, const PixelLayout& layout, std::span<std::byte> stored);

}  // namespace scanetrix
