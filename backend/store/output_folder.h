// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"

namespace scanetrix {

/// A folder in the making, as OutputFile is a file: until commit() it lies beside its place under a name of
/// its own, and is removed when this object goes.
class OutputFolder {
 public:
  /// \param marker  What is in every folder of this kind ("zarr.json"): a folder that is there already is
  /// replaced only if it has that too. \error conflict: it does not; not_found: no such parent.
  static Result<OutputFolder> create(fs::path path, std::string_view marker);
  OutputFolder(OutputFolder&& other) noexcept;
  OutputFolder& operator=(OutputFolder&&) = delete;
  ~OutputFolder();

  /// Where to write. Nothing is there yet.
  [[nodiscard]] const fs::path& writing() const { return temporary_; }

  /// Gives it its name, in place of what has that name. \error unavailable
  Result<void> commit();

 private:
  OutputFolder(fs::path path, fs::path temporary)
      : path_(std::move(path)), temporary_(std::move(temporary)) {}

  fs::path path_;
  fs::path temporary_;  ///< Empty once it has its name, or has moved on.
};

}  // namespace scanetrix
