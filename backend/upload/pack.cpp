// SPDX-License-Identifier: Apache-2.0
#include "upload/pack.h"

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <memory>

#include "upload/utf8_locale.h"

namespace scanetrix {
namespace {

struct WriterCloser {
  void operator()(archive* handle) const { archive_write_free(handle); }
};
struct EntryCloser {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

auto failed(archive* handle) {
  errno = archive_errno(handle);
  if (errno == ENOSPC || errno == EDQUOT) return tl::make_unexpected(errno_error("cannot write an archive"));
  const char* text = archive_error_string(handle);
  return fail(ErrorCode::unavailable,
              fmt::format("cannot write an archive: {}", text != nullptr ? text : "unknown"));
}

}  // namespace

Result<void> pack_zip(const std::vector<PackEntry>& entries, const fs::path& target) {
  const Utf8Locale locale;
  const std::unique_ptr<archive, WriterCloser> handle(archive_write_new());
  if (archive_write_set_format_zip(handle.get()) != ARCHIVE_OK ||
      archive_write_zip_set_compression_store(handle.get()) != ARCHIVE_OK ||
      archive_write_set_options(handle.get(), "zip:hdrcharset=UTF-8") == ARCHIVE_FATAL ||
      archive_write_open_filename(handle.get(), target.c_str()) != ARCHIVE_OK)
    return failed(handle.get());
  for (const PackEntry& item : entries) {
    const MappedFile file = TRY(MappedFile::open(item.path));
    const std::unique_ptr<archive_entry, EntryCloser> entry(archive_entry_new());
    archive_entry_set_pathname_utf8(entry.get(), item.name.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(file.bytes().size()));
    if (archive_write_header(handle.get(), entry.get()) != ARCHIVE_OK) return failed(handle.get());
    const auto written = archive_write_data(handle.get(), file.bytes().data(), file.bytes().size());
    if (written != static_cast<la_ssize_t>(file.bytes().size())) return failed(handle.get());
  }
  if (archive_write_close(handle.get()) != ARCHIVE_OK) return failed(handle.get());
  return {};
}

}  // namespace scanetrix
