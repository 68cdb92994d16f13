// SPDX-License-Identifier: Apache-2.0
#include "upload/staging.h"

#include <unistd.h>

#include <algorithm>
#include <cassert>

#include "base/id.h"

namespace scanetrix {
namespace {

constexpr std::size_t kPathLimit = 1024;
constexpr std::int64_t kWriteback = 8 << 20;

/// Well-formed UTF-8 (RFC 3629) without control characters.
bool is_clean_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7f) return false;
    const std::size_t length = byte < 0x80                   ? 1
                               : byte >= 0xc2 && byte < 0xe0 ? 2
                               : (byte & 0xf0) == 0xe0       ? 3
                               : byte >= 0xf0 && byte < 0xf5 ? 4
                                                             : 0;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return false;
    i += length;
  }
  return true;
}

}  // namespace

Result<std::string> clean_path(std::string_view path) {
  const auto unsafe = [] {
    return fail(
        ErrorCode::bad_input, "unsafe_path",
        "A file's path must be relative, at most 1024 bytes of UTF-8, without \"..\" or control characters.");
  };
  if (path.size() > kPathLimit || !is_clean_utf8(path)) return unsafe();
  std::string out(path);
  std::replace(out.begin(), out.end(), '\\', '/');
  if (out.size() > 1 && out[1] == ':') return unsafe();  // A drive.
  std::string clean;
  for (std::size_t begin = 0; begin <= out.size();) {
    const std::size_t end = std::min(out.find('/', begin), out.size());
    const std::string_view part = std::string_view(out).substr(begin, end - begin);
    if (part == "..") return unsafe();
    if (!part.empty() && part != ".") {
      if (!clean.empty()) clean += '/';
      clean += part;
    }
    begin = end + 1;
  }
  if (clean.empty()) return unsafe();
  return clean;
}

Result<void> IncomingFile::write(ByteView bytes) {
  hash_.update(bytes);
  TRY(write_all(file_, bytes));
  size_bytes_ += static_cast<std::int64_t>(bytes.size());
  // The disk works while more comes in, rather than when all is there and somebody waits.
  if (size_bytes_ - on_their_way_ < kWriteback) return {};
  begin_writeback(file_, static_cast<std::uint64_t>(on_their_way_),
                  static_cast<std::uint64_t>(size_bytes_ - on_their_way_));
  on_their_way_ = size_bytes_;
  return {};
}

Result<std::string> IncomingFile::commit(const std::string& expected_sha256) {
  const std::string hash = hash_.finish();
  if (!expected_sha256.empty() && hash != expected_sha256)
    return fail(ErrorCode::bad_input, "checksum_mismatch",
                "The bytes that came do not have the SHA-256 that was announced. Send the file again.");
  std::error_code error;
  fs::rename(temporary_, final_, error);
  if (error) return fail(ErrorCode::unavailable, "cannot keep an uploaded file: " + error.message());
  temporary_.clear();
  return hash;
}

IncomingFile::~IncomingFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

fs::path Staging::folder(const std::string& upload_id) const {
  assert(is_id(upload_id));
  return root_ / upload_id;
}

fs::path Staging::file_path(const std::string& upload_id, int number) const {
  return folder(upload_id) / std::to_string(number);
}

Result<IncomingFile> Staging::begin_file(const std::string& upload_id, int number) const {
  TRY(make_directories(folder(upload_id)));
  const fs::path final_path = file_path(upload_id, number);
  fs::path temporary = final_path;
  temporary += "." + new_id();
  FileHandle file = TRY(create_file(temporary));
  return IncomingFile(std::move(file), std::move(temporary), final_path);
}

Result<void> Staging::sync(const std::string& upload_id) const {
  return sync_tree(folder(upload_id));
}

Result<void> Staging::remove(const std::string& upload_id) const {
  return remove_tree(folder(upload_id));
}

Result<void> Staging::sweep(const std::vector<std::string>& known) const {
  TRY(make_directories(root_));
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(root_, error)) {
    const std::string name = entry.path().filename();
    if (is_id(name) && std::find(known.begin(), known.end(), name) == known.end()) TRY(remove(name));
  }
  if (error) return fail(ErrorCode::unavailable, "cannot list staging: " + error.message());
  return {};
}

}  // namespace scanetrix
