// SPDX-License-Identifier: Apache-2.0
#include "store/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/id.h"

namespace scanetrix {
namespace {

auto fail_errno(std::string_view doing) {
  return tl::make_unexpected(errno_error(doing));
}

}  // namespace

Result<OutputFile> OutputFile::create(fs::path path) {
  fs::path temporary = path.parent_path() / ("." + new_id() + ".part");
  FileHandle file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!file) return fail_errno("cannot create the output file");
  return OutputFile(std::move(path), std::move(temporary), std::move(file));
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      file_(std::move(other.file_)),
      length_(other.length_) {}

OutputFile::~OutputFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<void> OutputFile::reserve(std::uint64_t bytes) {
  const auto length = static_cast<off_t>(bytes);
  if (::fallocate(file_.get(), 0, 0, length) == 0) return {};
  // Not every file system can promise room; then the length alone is set.
  if (errno != EOPNOTSUPP && errno != ENOSYS) return fail_errno("cannot make room for the output file");
  if (::ftruncate(file_.get(), length) != 0) return fail_errno("cannot make room for the output file");
  return {};
}

Result<void> OutputFile::write_at(std::uint64_t offset, ByteView bytes) const {
  while (!bytes.empty()) {
    const auto count = ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail_errno("cannot write the output file");
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

Result<void> OutputFile::append(ByteView bytes) {
  TRY(write_at(length_, bytes));
  length_ += bytes.size();
  return {};
}

Result<void> OutputFile::close() {
  if (!file_) return {};
  // A network's file system tells only at close that something was not written.
  const int copy = ::dup(file_.get());
  if (copy < 0 || ::close(copy) != 0) return fail_errno("cannot write the output file");
  file_ = FileHandle();
  return {};
}

Result<void> OutputFile::commit() {
  TRY(close());
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return fail_errno("cannot name the output file");
  temporary_.clear();
  return {};
}

}  // namespace scanetrix
