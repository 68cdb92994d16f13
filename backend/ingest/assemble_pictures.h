// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "ingest/assembly.h"
#include "ingest/picture.h"

namespace scanetrix {

/// Pictures that make one stack, as indices into the pictures given, in the order of their names.
struct PictureGroup {
  std::vector<std::size_t> pictures;
};

struct PictureGrouping {
  std::vector<PictureGroup> groups;
  std::vector<RefusedFile> refused;  ///< "mixed_sizes"
};

/// Puts pictures of one folder together: those whose names differ only in their last number, when there are
/// at least three of them; what is left of the folder makes one more stack. In a stack the size that most
/// have counts; others are refused. \param names  Of all files given to ingest.
[[nodiscard]] PictureGrouping group_pictures(std::span<const Picture> pictures,
                                             std::span<const std::string_view> names);

/// Decodes and stacks one group of pictures of one format.
///
/// Nothing in the files says how large a pixel is or how the slices lie: voxels count as 1 mm cubes,
/// `calibrated` is false, and the pictures are taken as axial, seen from the feet as radiologists do (right
/// of the picture = left of the patient, down = back), the first by name nearest to the feet. Warnings say
/// so. Colour whose three channels are equal everywhere becomes gray. Alpha is left out, with a warning where
/// it shows. \error too_large, cancelled
[[nodiscard]] Result<Assembled> assemble_pictures(std::span<const Picture> pictures,
                                                  const PictureGroup& group, std::string_view format,
                                                  std::span<const std::string_view> names,
                                                  const OpenFile& open, DecodeCount& progress);

}  // namespace scanetrix
