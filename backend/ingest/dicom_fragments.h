// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace scanetrix {

/// Where the fragments of encapsulated pixel data lie in their file, and which frame each belongs to.
struct FrameIndex {
  struct Fragment {
    std::uint64_t offset = 0;  ///< Of its value, behind the item's head.
    std::uint32_t length = 0;
  };
  std::vector<Fragment> fragments;   ///< Those that are not empty.
  std::vector<std::uint32_t> first;  ///< Frame f has fragments first[f] … first[f + 1] - 1.
  std::vector<std::uint64_t>
      offsets;                      ///< As the table before the fragments gives them; may be empty or wrong.
  bool table_ignored = false;       ///< There was a table, and it did not fit the fragments.
  std::uint32_t frames_beyond = 0;  ///< Frames that the file holds beyond what it claims.
};

/// How a stream of the codec begins; none where each frame is one fragment by the standard.
enum class StreamStart { none, jpeg, jpeg_2000, jpeg_xl };

/// Reads the items of encapsulated pixel data and assigns them to `frames` (DICOM PS3.5 A.4).
///
/// As many fragments as frames: one each. Else the table of offsets (the basic one, or `extended` where it is
/// not empty) where it has an entry a frame and each points to a fragment that begins as the codec's streams
/// do. Else the frames begin where the codec's start marker stands, if there are as many of them as frames.
///
/// \param offset  Where the value of Pixel Data begins in `file`.
/// \error bad_input "damaged": no fragment, one that reaches beyond the file's end, or another number of
/// frames than claimed. A missing delimiter at the very end is let pass: nothing of the picture is lost.
/// Cost: O(fragments).
[[nodiscard]] Result<FrameIndex> index_frames(ByteView file, std::size_t offset, std::uint32_t frames,
                                              StreamStart start, std::vector<std::uint64_t> extended = {});

/// One frame's bytes: a view of the file where they lie in one fragment, else put together in `joined`.
/// \error bad_input "damaged": `file` is shorter than the one that was indexed.
[[nodiscard]] Result<ByteView> frame_bytes(ByteView file, const FrameIndex& index, std::uint32_t frame,
                                           Bytes& joined);

/// Whether a JPEG or JPEG-LS stream reaches its end marker (ITU-T T.81 B.1.1.3); padding may follow it. What
/// lacks it was cut, and codecs fill the rest with what they have.
[[nodiscard]] bool has_end_of_image(ByteView stream);

}  // namespace scanetrix
