// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "commands/draw_pictures.h"

namespace scanetrix {

/// Writes the surface of a volume as STL or GLB, as write_series() says. The files are closed and not
/// committed.
/// \error bad_input "no_surface"  Nothing is inside; or it is colour, one slice, or a stack over time.
/// \error As extract_surface(), encode_stl(), encode_glb() and OutputFile.
Result<std::vector<NamedOutput>> write_surfaces(const Series& series, const SeriesVolume& volume,
                                                const OutputName& name, std::optional<double> isovalue,
                                                const Progress& progress);

}  // namespace scanetrix
