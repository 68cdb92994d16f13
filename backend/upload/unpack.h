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

/// How much may come out of one upload's archives. Counted while inflating; what an archive declares is not
/// believed.
struct UnpackLimits {
  std::int64_t files = 100'000;
  std::int64_t bytes = std::int64_t{64} << 30;
  double ratio = 200;  ///< Unpacked over packed, once over `ratio_from_bytes`.
  std::int64_t ratio_from_bytes = std::int64_t{128} << 20;
  int depth = 3;  ///< Archives in archives.
};

struct UnpackedFile {
  std::string name;  ///< ARCHIVE/path/in/it, as clean_path() leaves it.
  fs::path path;     ///< In the target folder, a name of ours.
};

struct Unpacked {
  std::vector<UnpackedFile> files;
  std::vector<Refusal> refused;  ///< Single entries: unsafe paths, encrypted ones.
};

/// Whether the bytes begin as a ZIP archive does.
[[nodiscard]] bool is_archive(const fs::path& file);

/// Unpacks one ZIP into `folder` (made when not there), archives in it too. Links and devices are passed
/// over.
///
/// \param name  What the archive is called; the entries' names begin with it.
/// \param counted  What came out of earlier archives of the same upload; raised by this one.
/// \error bad_input  "damaged_archive": cut or broken; nothing of it may be used.
/// \error too_large  "archive_limit"
/// \error cancelled, unavailable
Result<Unpacked> unpack(const fs::path& archive, const std::string& name, const fs::path& folder,
                        const UnpackLimits& limits, std::int64_t& counted_files, std::int64_t& counted_bytes,
                        Progress& progress);

}  // namespace scanetrix
