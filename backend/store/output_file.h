// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/file.h"

namespace scanetrix {

/// A file in the making. It has its name only once it is whole: until commit() it lies beside its place under
/// a name of its own, and is removed when this object goes.
class OutputFile {
 public:
  /// \error not_found (no such folder), unavailable
  static Result<OutputFile> create(fs::path path);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  /// Makes it `bytes` long, so that a full disk is known before the work and not after it.
  Result<void> reserve(std::uint64_t bytes);

  /// Safe from several threads at once.
  Result<void> write_at(std::uint64_t offset, ByteView bytes) const;

  /// From one thread, after what was appended before.
  Result<void> append(ByteView bytes);

  /// Nothing more will be written.
  Result<void> close();

  /// Closes it and gives it its name, in place of what has that name.
  Result<void> commit();

 private:
  OutputFile(fs::path path, fs::path temporary, FileHandle file)
      : path_(std::move(path)), temporary_(std::move(temporary)), file_(std::move(file)) {}

  fs::path path_;
  fs::path temporary_;  ///< Empty once it has its name, or has moved on.
  FileHandle file_;
  std::uint64_t length_ = 0;
};

}  // namespace scanetrix
