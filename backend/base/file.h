// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace scanetrix {

namespace fs = std::filesystem;

/// An open file descriptor, closed at the end of its life.
class FileHandle {
 public:
  FileHandle() = default;
  explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
  FileHandle(FileHandle&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileHandle& operator=(FileHandle&& other) noexcept;
  ~FileHandle();
  [[nodiscard]] int get() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

/// A whole file, readable as memory. Pages come from disk as they are touched.
class MappedFile {
 public:
  /// \error not_found, unavailable
  static Result<MappedFile> open(const fs::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();
  [[nodiscard]] ByteView bytes() const { return {data_, size_}; }

 private:
  MappedFile(const std::byte* data, std::size_t size) : data_(data), size_(size) {}
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

/// What the system's last call complained of, in its own words; no path, as messages may reach a client.
/// not_found; unavailable, of the name "disk_full" where there is no room.
[[nodiscard]] Error errno_error(std::string_view doing);

/// The whole file. \error not_found, unavailable; too_large over `limit_bytes`.
Result<Bytes> read_file(const fs::path& path, std::uint64_t limit_bytes);

/// Opens for reading, or for writing a file that must not exist yet.
Result<FileHandle> open_to_read(const fs::path& path);
Result<FileHandle> create_file(const fs::path& path);

/// Writes all of `bytes` at the file's position. \error unavailable, unavailable "disk_full"
Result<void> write_all(const FileHandle& file, ByteView bytes);

/// Asks for bytes that were written to be brought to disk, and does not wait: a sync later has less left to
/// do. Only a wish; nothing is promised.
void begin_writeback(const FileHandle& file, std::uint64_t offset, std::uint64_t length);

/// Writes `bytes` under a temporary name, syncs, renames to `path` and syncs the directory:
/// after a crash the file is whole or not there.
Result<void> write_durably(const fs::path& path, ByteView bytes);

/// Syncs every file below `directory` and the directories themselves.
Result<void> sync_tree(const fs::path& directory);

/// Renames, then syncs both parents: after a crash the thing is at exactly one of the two places.
Result<void> move_durably(const fs::path& from, const fs::path& to);

/// Removes a file or a whole tree. Not being there is success.
Result<void> remove_tree(const fs::path& path);

/// Removes all that is in a folder, never the folder. Not being there is success.
Result<void> remove_all_below(const fs::path& folder);

/// mkdir -p.
Result<void> make_directories(const fs::path& path);

}  // namespace scanetrix
