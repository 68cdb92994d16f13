// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>
#include <vector>

#include "base/progress.h"
#include "commands/output_name.h"
#include "store/output_file.h"
#include "store/output_folder.h"
#include "volume/series.h"

namespace scanetrix {

/// A file or a folder with the name that commit() will give it.
struct NamedOutput {
  std::filesystem::path path;
  std::variant<OutputFile, OutputFolder> made;

  Result<void> commit() {
    return std::visit([](auto& each) { return each.commit(); }, made);
  }
};

/// Draws every slice of a volume as PNG, as write_series() says. The files are closed and not
/// committed, in no order.
Result<std::vector<NamedOutput>> draw_pictures(const Series& series, const SeriesVolume& volume,
                                               const OutputName& name, const Progress& progress);

}  // namespace scanetrix
