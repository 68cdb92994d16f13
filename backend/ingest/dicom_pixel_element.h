// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/dicom_slice.h"
#include "ingest/dicom_syntax.h"

namespace scanetrix {

/// The element that holds the picture, and what stands before it in its group.
struct PixelElement {
  std::size_t offset = 0;    ///< Of its value in the file.
  std::uint32_t length = 0;  ///< As it claims; 0xFFFFFFFF: in fragments.
  int float_bits = 0;        ///< 32 or 64 when it is Float or Double Float Pixel Data, else 0.
  std::vector<std::uint64_t> extended_offsets;  ///< Extended Offset Table (PS3.3 C.7.6.3.1.8); else empty.
};

/// Finds the pixels by walking group 7FE0 from the element on whose head stands just before `offset`.
/// \error bad_input "damaged": there are none.
[[nodiscard]] Result<PixelElement> locate_pixels(ByteView file, std::size_t offset, bool big_endian);

/// The same where the data set is deflated: `offset` and the element's are in the inflated file.
[[nodiscard]] Result<PixelElement> locate_deflated_pixels(ByteView file, std::size_t offset);

/// Where the deflated data set begins, behind the meta group. \error bad_input "damaged"
[[nodiscard]] Result<std::size_t> deflated_start(ByteView file);

/// Puts the element's place into `slice` and fits what it is said to hold with how many bytes there are:
/// slice.pixels and slice.frames are known. Float pixels get their type; a picture that is named YBR_FULL_422
/// and stored in full becomes YBR_FULL; fragments are assigned to frames (slice.frame_index). \error
/// bad_input "damaged"; unsupported "unsupported_pixel_format". Cost: O(fragments).
[[nodiscard]] Result<void> fit_pixels(ByteView file, const DicomSyntax& syntax, PixelElement element,
                                      DicomSlice& slice);

}  // namespace scanetrix
