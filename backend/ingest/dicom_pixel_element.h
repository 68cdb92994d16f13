// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/dicom_slice.h"
#include "ingest/dicom_syntax.h"

namespace scanetrix {

/// Where the value of Pixel Data begins and how long it claims to be, from the element's head just before it.
struct PixelElement {
  std::size_t offset;
  std::uint32_t length;
};

/// Finds the element of Pixel Data by the head that stands just before `offset`, where parsing stopped.
/// \error bad_input "damaged"
[[nodiscard]] Result<PixelElement> locate_pixels(ByteView file, std::size_t offset, bool big_endian);

/// Fits what the pixel data are said to hold with how many bytes there are. A picture that is named
/// YBR_FULL_422 and stored in full becomes YBR_FULL. \error bad_input "damaged"
[[nodiscard]] Result<void> check_pixel_length(ByteView file, const DicomSyntax& syntax, DicomSlice& slice);

}  // namespace scanetrix
