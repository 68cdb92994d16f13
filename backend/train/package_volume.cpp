// SPDX-License-Identifier: Apache-2.0
#include "train/package_volume.h"

#include <algorithm>
#include <optional>

#include "ingest/ingest.h"

namespace scanetrix {
namespace {

std::vector<SourceFile> files_of(const fs::path& path) {
  std::error_code error;
  std::vector<SourceFile> files;
  if (!fs::is_directory(path, error)) return {{path.filename().string(), path}};
  for (fs::recursive_directory_iterator at(path, error), end; !error && at != end; at.increment(error))
    if (at->is_regular_file(error)) files.push_back({fs::relative(at->path(), path).string(), at->path()});
  std::ranges::sort(files, {}, &SourceFile::name);
  return files;
}

}  // namespace

Result<Volume> read_any_volume(const fs::path& path) {
  std::optional<Volume> found;
  const SeriesSink sink = [&](Series&& series) -> Result<void> {
    const SeriesVolume& volume = series.volumes.front();
    if (!found) found = TRY(read_volume(volume.form, *volume.voxels));
    return {};
  };
  SilentProgress silent;
  const auto refused = TRY(ingest(files_of(path), sink, silent));
  if (found) return *std::move(found);
  return fail(ErrorCode::bad_input, refused.empty() ? path.filename().string() + ": no volume"
                                                    : refused.front().path + ": " + refused.front().reason);
}

Result<Volume> read_package_volume(const fs::path& path, std::string_view package) {
  std::error_code error;
  if (!fs::exists(path, error))
    return fail(ErrorCode::not_found, fmt::format("{} is not there: the Debian package {} brings it",
                                                  path.filename().string(), package));
  return read_any_volume(path);
}

}  // namespace scanetrix
