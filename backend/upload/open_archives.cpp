// SPDX-License-Identifier: Apache-2.0
#include "upload/open_archives.h"

namespace scanetrix {

Result<OpenedArchives> open_archives(std::span<const NamedFile> files, const fs::path& folder,
                                     const UnpackLimits& limits, Progress& progress) {
  OpenedArchives opened;
  UnpackedCount count;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const NamedFile& file = files[i];
    if (!is_archive(file.path)) {
      opened.files.push_back({file.name, file.path, i});
      continue;
    }
    const fs::path target = folder / ("unpacked" + std::to_string(i));
    auto unpacked = unpack(file.path, file.name, target, limits, count, progress);
    if (!unpacked) {
      const Error& error = unpacked.error();
      if (error.slug.empty()) return tl::make_unexpected(error);
      opened.refused.push_back({file.name, std::string(error.slug), error.message});
      TRY(remove_tree(target));
      continue;
    }
    opened.refused.insert(opened.refused.end(), unpacked->refused.begin(), unpacked->refused.end());
    for (UnpackedFile& entry : unpacked->files)
      opened.files.push_back({std::move(entry.name), std::move(entry.path), i});
  }
  return opened;
}

}  // namespace scanetrix
