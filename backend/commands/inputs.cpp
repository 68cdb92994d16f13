// SPDX-License-Identifier: Apache-2.0
#include "commands/inputs.h"

#include <algorithm>

#include "base/file.h"

namespace scanetrix {

Result<std::vector<SourceFile>> collect_files(const std::vector<std::string>& inputs) {
  std::vector<SourceFile> files;
  for (const std::string& input : inputs) {
    std::error_code error;
    const fs::path path = fs::absolute(input, error).lexically_normal();
    if (fs::is_regular_file(path, error)) {
      files.push_back({path.filename().string(), path});
      continue;
    }
    if (!fs::is_directory(path, error))
      return fail(ErrorCode::not_found, fmt::format("{}: no such file or folder", input));
    const fs::path folder = path.has_filename() ? path : path.parent_path();
    std::vector<SourceFile> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder, error))
      if (entry.is_regular_file(error))
        found.push_back(
            {entry.path().lexically_relative(folder.parent_path()).generic_string(), entry.path()});
    if (error) return fail(ErrorCode::unavailable, fmt::format("{}: {}", input, error.message()));
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

}  // namespace scanetrix
