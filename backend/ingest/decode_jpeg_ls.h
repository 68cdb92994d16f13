// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/dicom_slice.h"

namespace scanetrix {

/// Decodes one frame of JPEG-LS (ITU-T T.87), lossless or near. As decode_jpeg2000().
[[nodiscard]] Result<PixelLayout> decode_jpeg_ls(ByteView stream, const PixelLayout& layout, Bytes& stored);

}  // namespace scanetrix
