// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace scanetrix {

/// The fragments of encapsulated pixel data, without the offset table that stands first (DICOM PS3.5 A.4).
///
/// \param offset  Where the value of Pixel Data begins in `file`.
/// \error bad_input "damaged": no fragment, or one that reaches beyond the file's end. A missing delimiter at
/// the very end
///                  is let pass: nothing of the picture is lost.
[[nodiscard]] Result<std::vector<ByteView>> find_fragments(ByteView file, std::size_t offset);

/// Whether a JPEG or JPEG-LS stream in fragments reaches its end marker (ITU-T T.81 B.1.1.3); padding may
/// follow it. What lacks it was cut, and codecs fill the rest with what they have.
[[nodiscard]] bool has_end_of_image(const std::vector<ByteView>& fragments);

}  // namespace scanetrix
