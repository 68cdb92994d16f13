// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "volume/warning.h"

namespace scanetrix {

/// How much may come out of one upload's archives. Counted while unpacking; what an archive declares is not
/// believed.
struct UnpackLimits {
  std::int64_t files =
      100'000;  ///< Entries that are not folders; of all entries, folders included, twice as many.
  std::int64_t bytes = std::int64_t{64} << 30;
  double ratio =
      200;  ///< Unpacked over packed, once over `ratio_from_bytes`; of each archive with all in it.
  std::int64_t ratio_from_bytes = std::int64_t{128} << 20;
  int depth = 3;                  ///< Archives in archives.
  std::size_t path_bytes = 1024;  ///< Of a name, the archives' names included.
};

/// What came out so far. One for all archives of an upload.
struct UnpackedCount {
  std::int64_t entries = 0;
  std::int64_t files = 0;
  std::int64_t bytes = 0;
};

struct UnpackedFile {
  std::string
      name;       ///< ARCHIVE/path/in/it, as clean_path() leaves it; a packed file's name without its ending.
  fs::path path;  ///< In the target folder, a name of ours.
};

struct Unpacked {
  std::vector<UnpackedFile> files;
  /// Single entries: "unsafe_path" (absolute, with "..", too long, no text), "not_a_file" (links, devices),
  /// "encrypted", "unsupported_compression"; archives inside: these, "damaged_archive" and "archive_limit".
  std::vector<Refusal> refused;
};

/// Whether unpack() opens it; see archive_kind.h.
[[nodiscard]] bool is_archive(const fs::path& file);

/// Loads what unpack() needs besides its files (character sets). Whoever closes the file system around it
/// calls this before. Once; cheap afterwards.
void prepare_unpack();

/// Unpacks one archive or packed file into `folder` (made when not there), archives in it too. An archive
/// inside that is broken or a bomb is left out by name, and the rest goes on. Nothing but plain files of our
/// own naming is written. Holds a piece of a file and the codec's window (bzip2, xz, zstd: up to 1 GiB);
/// of a plain ZIP (see plain_zip.h), which is unpacked on all cores, a file of at most 64 MiB for each.
///
/// \param name   What the archive is called; the entries' names begin with it.
/// \param count  What came out of earlier archives of the same upload; raised by this one.
/// \error bad_input    "damaged_archive": cut or broken; nothing of it may be used.
/// \error unsupported  "encrypted", "unsupported_compression": all of it.
/// \error too_large    "archive_limit"; "too_large": for want of memory.
/// \error cancelled, unavailable
Result<Unpacked> unpack(const fs::path& archive, const std::string& name, const fs::path& folder,
                        const UnpackLimits& limits, UnpackedCount& count, Progress& progress);

}  // namespace scanetrix
