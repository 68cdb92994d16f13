// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "volume/decisions.h"

namespace scanetrix {

/// What a person has decided about the files given to ingest().
struct IngestOptions {
  /// Pictures that are sheets of slices, by SourceFile::name: each becomes a stack of its tiles.
  std::map<std::string, LightBoxGrid, std::less<>> light_boxes;
  /// The same for every picture of one page that is not named above.
  std::optional<LightBoxGrid> light_box_of_all;
  /// For every series whose spacing no scanner has measured; see settle_spacing.h.
  std::optional<EnteredSpacing> spacing;
};

}  // namespace scanetrix
