// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "upload/unpack.h"

namespace scanetrix {

struct NamedFile {
  std::string name;  ///< As the user named it.
  fs::path path;
};

/// A file to look at: one that was given, or one out of an archive that was.
struct OpenedFile {
  std::string name;
  fs::path path;
  std::size_t source;  ///< Which of the given files it came from.
};

struct OpenedArchives {
  std::vector<OpenedFile> files;  ///< In the order of those given.
  std::vector<Refusal> refused;   ///< Archives that gave nothing, under their own name; single entries.
};

/// Unpacks the archives among `files` into subfolders of `folder`, under one count; the others are passed on
/// as they are. An archive that is broken or over a limit is refused by name, what came out of it is removed,
/// and the rest goes on; what it took of the count stays taken. Progress: stage "unpacking". \error
/// cancelled, unavailable
Result<OpenedArchives> open_archives(std::span<const NamedFile> files, const fs::path& folder,
                                     const UnpackLimits& limits, Progress& progress);

}  // namespace scanetrix
