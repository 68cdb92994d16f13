// SPDX-License-Identifier: Apache-2.0
#include "upload/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>

#include <memory>

#include "upload/staging.h"
#include "upload/utf8_locale.h"

namespace scanetrix {
namespace {

struct ArchiveCloser {
  void operator()(archive* handle) const { archive_read_free(handle); }
};
using ArchiveHandle = std::unique_ptr<archive, ArchiveCloser>;

auto damaged(const std::string& name) {
  return fail(
      ErrorCode::bad_input, "damaged_archive",
      fmt::format("The archive {} is cut short or damaged. Make it again and upload it once more.", name));
}

/// All the state of one unpack() call, archives in archives included.
class Unpacker {
 public:
  Unpacker(const fs::path& folder, const UnpackLimits& limits, std::int64_t& files, std::int64_t& bytes,
           Progress& progress)
      : folder_(folder), limits_(limits), files_(files), bytes_(bytes), progress_(progress) {}

  Result<void> unpack(const fs::path& path, const std::string& name, int depth) {
    ArchiveHandle handle(archive_read_new());
    archive_read_support_format_zip(handle.get());
    if (archive_read_open_filename(handle.get(), path.c_str(), std::size_t{256} * 1024) != ARCHIVE_OK)
      return damaged(name);
    std::error_code error;
    const auto packed_bytes = static_cast<double>(std::max<std::uintmax_t>(1, fs::file_size(path, error)));
    std::int64_t unpacked_bytes = 0;

    for (;;) {
      archive_entry* entry = nullptr;
      const int status = archive_read_next_header(handle.get(), &entry);
      if (status == ARCHIVE_EOF) return {};
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return damaged(name);
      if (progress_.cancelled()) return fail(ErrorCode::cancelled, "The work was cancelled.");
      progress_.report("unpacking",
                       static_cast<double>(archive_filter_bytes(handle.get(), -1)) / packed_bytes);
      if (archive_entry_filetype(entry) != AE_IFREG) continue;
      if (++files_ > limits_.files)
        return fail(
            ErrorCode::too_large, "archive_limit",
            fmt::format("The archives hold more than {} files. Upload them in parts.", limits_.files));

      // utf8 is null where the name is not in a known character set; then its bytes decide.
      const char* utf8 = archive_entry_pathname_utf8(entry);
      const char* raw = utf8 != nullptr ? utf8 : archive_entry_pathname(entry);
      const auto clean = clean_path(raw != nullptr ? raw : "");
      if (!clean) {
        out_.refused.push_back(
            {name + "/(entry " + std::to_string(files_) + ")", "unsafe_path",
             "Its path leads out of the archive or is not readable text. It was left out."});
        continue;
      }
      const std::string full_name = name + "/" + *clean;
      if (archive_entry_is_encrypted(entry)) {
        out_.refused.push_back(
            {full_name, "encrypted", "It is protected by a password. Upload it unprotected."});
        continue;
      }
      const fs::path target = folder_ / std::to_string(files_);
      if (!TRY(copy_entry(handle.get(), target, name, packed_bytes, unpacked_bytes))) continue;
      if (is_archive(target)) {
        if (depth >= limits_.depth) {
          out_.refused.push_back(
              {full_name, "archive_limit",
               fmt::format("Archives are opened {} levels deep, not deeper.", limits_.depth)});
        } else {
          TRY(unpack(target, full_name, depth + 1));
        }
        TRY(remove_tree(target));
        continue;
      }
      out_.files.push_back({full_name, target});
    }
  }

  Unpacked take() { return std::move(out_); }

 private:
  /// \return Always true; an entry that cannot be read ends the whole archive.
  Result<bool> copy_entry(archive* handle, const fs::path& target, const std::string& name,
                          double packed_bytes, std::int64_t& unpacked_bytes) {
    const FileHandle file = TRY(create_file(target));
    for (;;) {
      const void* data = nullptr;
      std::size_t size = 0;
      la_int64_t offset = 0;
      const int status = archive_read_data_block(handle, &data, &size, &offset);
      if (status == ARCHIVE_EOF) return true;
      if (status != ARCHIVE_OK) return damaged(name);
      bytes_ += static_cast<std::int64_t>(size);
      unpacked_bytes += static_cast<std::int64_t>(size);
      if (bytes_ > limits_.bytes)
        return fail(ErrorCode::too_large, "archive_limit",
                    fmt::format("The archives unpack to more than {} MB. Upload them in parts.",
                                limits_.bytes >> 20));
      if (unpacked_bytes > limits_.ratio_from_bytes &&
          static_cast<double>(unpacked_bytes) > packed_bytes * limits_.ratio)
        return fail(ErrorCode::too_large, "archive_limit",
                    fmt::format("The archive {} unpacks to more than {:.0f} times its size; no scan does.",
                                name, limits_.ratio));
      TRY(write_all(file, {static_cast<const std::byte*>(data), size}));
    }
  }

  const fs::path& folder_;
  const UnpackLimits& limits_;
  std::int64_t& files_;
  std::int64_t& bytes_;
  Progress& progress_;
  Unpacked out_;
};

}  // namespace

bool is_archive(const fs::path& file) {
  const auto handle = open_to_read(file);
  if (!handle) return false;
  char magic[4] = {};
  if (::read(handle->get(), magic, sizeof magic) != sizeof magic) return false;
  const std::string_view text(magic, sizeof magic);
  return text == std::string_view("PK\x03\x04", 4) || text == std::string_view("PK\x05\x06", 4);
}

Result<Unpacked> unpack(const fs::path& archive, const std::string& name, const fs::path& folder,
                        const UnpackLimits& limits, std::int64_t& counted_files, std::int64_t& counted_bytes,
                        Progress& progress) {
  TRY(make_directories(folder));
  const Utf8Locale locale;
  Unpacker unpacker(folder, limits, counted_files, counted_bytes, progress);
  TRY(unpacker.unpack(archive, name, 1));
  return unpacker.take();
}

}  // namespace scanetrix
