// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/dicom_slice.h"

namespace scanetrix {

/// Decodes one frame of JPEG (ITU-T T.81): baseline, extended and progressive of 8 and 12 bits, lossless of 2
/// to 16. As decode_jpeg2000(). Colours come out as the stream has them; JpegFrame tells whether the stream's
/// own marks or the data set says which they are.
[[nodiscard]] Result<PixelLayout> decode_dicom_jpeg(ByteView stream, const PixelLayout& layout,
                                                    Bytes& stored);

}  // namespace scanetrix
