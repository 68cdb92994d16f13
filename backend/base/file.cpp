// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace scanetrix {

Error errno_error(std::string_view doing) {
  const int error = errno;
  if (error == ENOSPC || error == EDQUOT)
    return {ErrorCode::unavailable, fmt::format("The server's disk is full: {}.", doing), "disk_full"};
  return {error == ENOENT ? ErrorCode::not_found : ErrorCode::unavailable,
          fmt::format("{}: {}", doing, std::generic_category().message(error)),
          {}};
}

namespace {

auto fail_errno(std::string_view doing) {
  return tl::make_unexpected(errno_error(doing));
}

/// Empty: the folder at hand, in which a bare name lies.
Result<void> sync_path(const fs::path& path) {
  const FileHandle handle(::open(path.empty() ? "." : path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!handle) return fail_errno("cannot open what should be synced");
  if (::fsync(handle.get()) != 0) return fail_errno("cannot sync to disk");
  return {};
}

}  // namespace

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
  if (this != &other) {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}

FileHandle::~FileHandle() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<MappedFile> MappedFile::open(const fs::path& path) {
  const FileHandle handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!handle) return fail_errno("cannot open file");
  struct stat status {};
  if (::fstat(handle.get(), &status) != 0) return fail_errno("cannot read file size");
  if (!S_ISREG(status.st_mode)) return fail(ErrorCode::bad_input, "not a regular file");
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return MappedFile(nullptr, 0);
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, handle.get(), 0);
  if (data == MAP_FAILED) return fail_errno("cannot map file");
  return MappedFile(static_cast<const std::byte*>(data), size);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

Result<Bytes> read_file(const fs::path& path, std::uint64_t limit_bytes) {
  const FileHandle handle = TRY(open_to_read(path));
  struct stat status {};
  if (::fstat(handle.get(), &status) != 0) return fail_errno("cannot read file size");
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > limit_bytes)
    return fail(ErrorCode::too_large,
                fmt::format("file of {} bytes, at most {} are read", size, limit_bytes));
  Bytes bytes(size);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto count = ::read(handle.get(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail_errno("cannot read file");
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

Result<FileHandle> open_to_read(const fs::path& path) {
  FileHandle handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!handle) return fail_errno("cannot open file");
  return handle;
}

Result<FileHandle> create_file(const fs::path& path) {
  FileHandle handle(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
  if (!handle) return fail_errno("cannot create file");
  return handle;
}

Result<void> write_all(const FileHandle& file, ByteView bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(file.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail_errno("cannot write file");
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

void begin_writeback(const FileHandle& file, std::uint64_t offset, std::uint64_t length) {
  if (length == 0) return;  // Would mean the whole file.
  // Not every file system can; the sync that follows finds whatever is wrong.
  static_cast<void>(::sync_file_range(file.get(), static_cast<off64_t>(offset), static_cast<off64_t>(length),
                                      SYNC_FILE_RANGE_WRITE));
}

Result<void> write_durably(const fs::path& path, ByteView bytes) {
  fs::path temporary = path;
  temporary += ".part";
  ::unlink(temporary.c_str());  // Left by a crash; nobody else writes this name.
  {
    const FileHandle file = TRY(create_file(temporary));
    TRY(write_all(file, bytes));
    if (::fsync(file.get()) != 0) return fail_errno("cannot sync to disk");
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) return fail_errno("cannot rename file");
  return sync_path(path.parent_path());
}

Result<void> sync_tree(const fs::path& directory) {
  std::error_code error;
  fs::recursive_directory_iterator entries(directory, error);
  if (error) return fail(ErrorCode::unavailable, "cannot list what should be synced: " + error.message());
  for (const auto& entry : entries) TRY(sync_path(entry.path()));
  return sync_path(directory);
}

Result<void> move_durably(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return fail_errno("cannot rename");
  TRY(sync_path(to.parent_path()));
  if (from.parent_path() != to.parent_path()) TRY(sync_path(from.parent_path()));
  return {};
}

Result<void> remove_tree(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) return fail(ErrorCode::unavailable, "cannot remove: " + error.message());
  return {};
}

Result<void> remove_all_below(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) return {};
  for (const auto& entry : fs::directory_iterator(folder, error)) TRY(remove_tree(entry.path()));
  if (error) return fail(ErrorCode::unavailable, "cannot list a folder: " + error.message());
  return {};
}

Result<void> make_directories(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return fail(ErrorCode::unavailable, "cannot make directory: " + error.message());
  return {};
}

}  // namespace scanetrix
