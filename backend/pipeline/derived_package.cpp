// SPDX-License-Identifier: Apache-2.0
#include "pipeline/derived_package.h"

namespace scanetrix {
namespace {

Result<void> link_file(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_hard_link(from, to, error);
  if (error) fs::copy_file(from, to, error);
  if (error) return fail(ErrorCode::unavailable, "cannot share a stored file: " + error.message());
  return {};
}

}  // namespace

Result<void> link_tree(const fs::path& from, const fs::path& to) {
  TRY(make_directories(to));
  std::error_code error;
  for (fs::recursive_directory_iterator entry(from, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path target = to / entry->path().lexically_relative(from);
    if (entry->is_directory())
      TRY(make_directories(target));
    else
      TRY(link_file(entry->path(), target));
  }
  if (error) return fail(ErrorCode::unavailable, "cannot list what is stored: " + error.message());
  return {};
}

Result<void> derive_package(const fs::path& package, const fs::path& to,
                            const std::function<bool(const std::string& volume_id)>& keeps) {
  TRY(make_directories(to / "volumes"));
  for (const char* picture : {"thumbnail.png", "preview.png"})
    TRY(link_file(package / picture, to / picture));
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(package / "volumes", error)) {
    const std::string id = entry.path().filename();
    if (keeps(id)) TRY(link_tree(entry.path(), to / "volumes" / id));
  }
  if (error) return fail(ErrorCode::unavailable, "cannot list what is stored: " + error.message());
  return {};
}

}  // namespace scanetrix
