// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/progress.h"
#include "commands/output_name.h"
#include "store/output_file.h"
#include "volume/series.h"

namespace scanetrix {

/// A file with the name that commit() will give it.
struct NamedOutput {
  std::filesystem::path path;
  OutputFile file;
};

/// Draws every slice of a volume as PNG, as write_series() says. The files are closed and not
/// committed, in no order.
Result<std::vector<NamedOutput>> draw_pictures(const Series& series, const SeriesVolume& volume,
                                               const OutputName& name, const Progress& progress);

}  // namespace scanetrix
