// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "ingest/ingest_options.h"
#include "volume/series.h"

namespace scanetrix {

/// One file to look at.
struct SourceFile {
  std::string name;  ///< Relative path as the user named it, '/' between parts, UTF-8. For order and reports.
  std::filesystem::path path;  ///< Where its bytes are.
};

/// Takes one series after the other and reads its volumes (SeriesVolume::voxels) before it returns;
/// afterwards they cannot be read any more. Slices are decoded while they are read, so that no volume need be
/// in memory.
///
/// A failed read may be a damaged slice: the sink returns that error as it came, and leaves nothing of this
/// series behind. ingest() then refuses the damaged file and hands the rest over as a new series. Any other
/// error ends the ingest.
using SeriesSink = std::function<Result<void>(Series&&)>;

/// Loads what ingest() may need besides its files: DCMTK's dictionary, character set tables. Whoever closes
/// the file system around ingest() calls this before; else they are loaded when a file asks for them. Once;
/// cheap afterwards.
void prepare_ingest();

/// Turns files into volumes. The one way in: upload, import and convert all come through here.
///
/// Looks at every file by its bytes, never by its name's suffix; groups what belongs together; orders,
/// decodes and assembles it. What cannot become part of a volume is refused by name with a reason, and the
/// rest goes on. Archives are unpacked before (see upload/unpack.h).
///
/// \param options  What a person decided before: see IngestOptions.
/// \return The refusals: each file given is either in exactly one series' `files` or here.
/// \error bad_input "light_box_not_found"  `options` name a file that is no single picture.
/// \error cancelled    `progress` said so.
/// \error ...          What `sink` returned. A bad file is never an error of the whole.
/// Progress: stages "reading" then "assembling". Uses all cores. No network, writes no files.
Result<std::vector<Refusal>> ingest(std::span<const SourceFile> files, const SeriesSink& sink,
                                    Progress& progress, const IngestOptions& options = {});

}  // namespace scanetrix
