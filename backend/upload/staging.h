// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/hash.h"
#include "base/result.h"

namespace scanetrix {

/// A relative path as a user may name a file: UTF-8, '/' between parts, no "..", no control characters, at
/// most 1024 bytes. Backslashes become '/', leading "./" and '/' are taken off. Never used as a path of ours:
/// for reports only. \error bad_input  "unsafe_path"
Result<std::string> clean_path(std::string_view path);

/// One file whose bytes are arriving. Not there for anybody until commit().
class IncomingFile {
 public:
  Result<void> write(ByteView bytes);
  [[nodiscard]] std::int64_t size_bytes() const { return size_bytes_; }

  /// Ends the file and gives it its name. \return SHA-256, hexadecimal.
  /// \error bad_input  "checksum_mismatch": `expected_sha256` is not empty and not what came.
  Result<std::string> commit(const std::string& expected_sha256 = "");

  IncomingFile(IncomingFile&&) noexcept = default;
  /// Not committed: the bytes are removed.
  ~IncomingFile();

 private:
  friend class Staging;
  IncomingFile(FileHandle file, fs::path temporary, fs::path final_path)
      : file_(std::move(file)), temporary_(std::move(temporary)), final_(std::move(final_path)) {}
  FileHandle file_;
  fs::path temporary_;  ///< Empty once committed or moved from.
  fs::path final_;
  Sha256 hash_;
  std::int64_t size_bytes_ = 0;
  std::int64_t on_their_way_ = 0;  ///< To the disk.
};

/// Where uploads wait for a worker: DIR/UPLOAD/NUMBER, names of ours alone. Safe from any thread.
class Staging {
 public:
  explicit Staging(fs::path root) : root_(std::move(root)) {}

  /// Requires is_id(upload_id). Two writers of one number do not disturb each other; the last commit stays.
  Result<IncomingFile> begin_file(const std::string& upload_id, int number) const;
  [[nodiscard]] fs::path file_path(const std::string& upload_id, int number) const;

  /// All committed bytes of the upload are on the disk when this returns.
  Result<void> sync(const std::string& upload_id) const;
  Result<void> remove(const std::string& upload_id) const;
  /// Removes every upload's folder that is not in `known`. For the start of the server.
  Result<void> sweep(const std::vector<std::string>& known) const;

 private:
  [[nodiscard]] fs::path folder(const std::string& upload_id) const;
  fs::path root_;
};

}  // namespace scanetrix
