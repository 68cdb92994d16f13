// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/dicom_slice.h"

namespace scanetrix {

/// Checks the numbers of a header against one another (DICOM PS3.3 C.7.6.3.1, PS3.5 8.1.1 and 8.2).
/// \error bad_input "damaged"; unsupported "unsupported_pixel_format": names what is not read.
[[nodiscard]] Result<void> check_layout(const PixelLayout& layout);

/// Turns stored words into samples of layout.type(): masks above HighBit, shifts down, extends the sign;
/// colour becomes RGB by pixel, of which 8 bits a channel are kept (the highest; fewer are stretched over the
/// range). Requires check_layout(), a photometric other than palette (see
/// apply_palette()) and samples.size() == layout.decoded_bytes().
///
/// \param first_bit  Where the frame begins in `stored`, which holds it whole. A multiple of 8 unless bits
/// are packed.
void unpack_samples(const PixelLayout& layout, ByteView stored, std::span<std::byte> samples,
                    std::uint64_t first_bit = 0);

}  // namespace scanetrix
