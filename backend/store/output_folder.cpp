// SPDX-License-Identifier: Apache-2.0
#include "store/output_folder.h"

#include <cstdio>
#include <utility>

#include "base/id.h"

namespace scanetrix {
namespace {

fs::path beside(const fs::path& path) {
  return path.parent_path() / ("." + new_id() + ".part");
}

Result<void> give_name(const fs::path& from, const fs::path& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0)
    return tl::make_unexpected(errno_error("cannot name the output folder"));
  return {};
}

}  // namespace

Result<OutputFolder> OutputFolder::create(fs::path path, std::string_view marker) {
  std::error_code error;
  const fs::path parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::is_directory(parent, error))
    return fail(ErrorCode::not_found, "the folder that the output should go to is not there");
  if (fs::exists(fs::symlink_status(path, error)) && !fs::exists(path / marker, error))
    return fail(ErrorCode::conflict, "something else has the output's name, and is not replaced");
  fs::path temporary = beside(path);
  return OutputFolder(std::move(path), std::move(temporary));
}

OutputFolder::OutputFolder(OutputFolder&& other) noexcept
    : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, {})) {}

OutputFolder::~OutputFolder() {
  if (!temporary_.empty()) static_cast<void>(remove_tree(temporary_));
}

Result<void> OutputFolder::commit() {
  std::error_code error;
  if (fs::exists(path_, error)) {
    const fs::path old = beside(path_);
    TRY(give_name(path_, old));
    if (auto named = give_name(temporary_, path_); !named) {
      TRY(give_name(old, path_));  // As it was before.
      return named;
    }
    temporary_ = old;  // Removed with this object.
    return {};
  }
  TRY(give_name(temporary_, path_));
  temporary_.clear();
  return {};
}

}  // namespace scanetrix
