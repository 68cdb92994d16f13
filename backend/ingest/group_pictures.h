// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ingest/assembly.h"
#include "ingest/ingest_options.h"
#include "ingest/picture.h"

namespace scanetrix {

/// Pictures that make one stack, as indices into the pictures given, in the order of their names.
struct PictureGroup {
  std::vector<std::size_t> pictures;
  std::optional<LightBoxGrid> sheet;  ///< What somebody says of one picture, to be cut into slices or not.
};

struct PictureGrouping {
  std::vector<PictureGroup> groups;
  std::vector<RefusedFile> refused;  ///< "mixed_sizes"
};

/// Puts pictures of one folder together: those whose names differ only in their last number and their suffix,
/// when there are at least three of them; what is left of the folder makes one more stack a format. In a
/// stack the size and kind that most have counts; others are refused.
///
/// Formats share a stack only where they share one numbering: where a number comes twice, the formats are
/// stacks of their own (the same slices, exported twice). A picture of several pages is a stack of its own,
/// and so is each that `options` say is a sheet.
/// \param names  Of all files given to ingest.
[[nodiscard]] PictureGrouping group_pictures(std::span<const Picture> pictures,
                                             std::span<const std::string_view> names,
                                             const IngestOptions& options = {});

/// Whether these names differ in their last number and their suffix at most.
[[nodiscard]] bool have_one_numbering(std::span<const std::string_view> names);

}  // namespace scanetrix
