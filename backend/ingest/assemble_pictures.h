// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "ingest/assembly.h"
#include "ingest/group_pictures.h"
#include "ingest/picture.h"

namespace scanetrix {

/// Stacks one group of pictures.
///
/// Decodes each once, on all cores, one a core in memory, to find damaged ones, colour that is gray
/// everywhere (which becomes gray), transparency that shows (left out, with a warning), and how alike
/// neighbours are ("unrelated_slices"). The series then decodes each slice again when it is read; `pictures`
/// and what `open` needs must live until then.
///
/// Unless a file states its scale (Picture::voxel_mm), nothing says how large a pixel is: voxels count as
/// 1 mm cubes and `calibrated` is false. Pictures are taken as axial, seen from the feet as radiologists do
/// (right of the picture = left of the patient, down = back), the first by name nearest to the feet. Warnings
/// say so.
///
/// A lone picture is shown as one picture. Where it looks like a sheet of slices, Series::light_box proposes
/// to cut it, with the warning "light_box_suspected"; a group with a `sheet` is cut, or, where that is one
/// tile, shown as one picture without the question. \error too_large, cancelled; bad_input
/// "unsuitable_light_box"
[[nodiscard]] Result<Assembled> assemble_pictures(std::span<const Picture> pictures,
                                                  const PictureGroup& group,
                                                  std::span<const std::string_view> names,
                                                  const OpenFile& open, DecodeCount& progress);

}  // namespace scanetrix
