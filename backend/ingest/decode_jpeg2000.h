// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/dicom_slice.h"

namespace scanetrix {

/// Decodes one frame of JPEG 2000 or its high-throughput form (ISO/IEC 15444-1, -15), bare or in the boxes of
/// a JP2 file.
///
/// Its own header is compared with `layout` before anything is decoded: size, channels, bits, sign. A
/// transform of colours within the codestream is undone, whatever the data set calls it.
///
/// \param stored  Becomes native data as the returned layout describes them.
/// \return `layout` as it came out: colour by pixel, values at the bottom of their words.
/// \error bad_input "damaged": broken, cut, or not the picture that `layout` describes. Single-threaded; safe
/// from any thread.
[[nodiscard]] Result<PixelLayout> decode_jpeg2000(ByteView stream, const PixelLayout& layout, Bytes& stored);

}  // namespace scanetrix
