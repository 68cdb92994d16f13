// SPDX-License-Identifier: Apache-2.0
#include "upload/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <vector>

#include "upload/entry_name.h"
#include "upload/gunzip.h"
#include "upload/seven_zip_header.h"

namespace scanetrix {
namespace {

constexpr std::size_t kPiece = std::size_t{256} * 1024;
constexpr int kFileFormat =
    EILSEQ;  // What libarchive itself calls ARCHIVE_ERRNO_FILE_FORMAT, and does not export.

}  // namespace

struct ArchiveReader::State {
  ArchiveKind kind;
  archive* handle = nullptr;
  std::optional<GunzipReader> gunzip;  ///< Stands between the file and libarchive for gzip.
  std::vector<std::byte> piece;
  std::int64_t entry_bytes = 0;  ///< Of this entry, so far.

  ~State() { archive_read_free(handle); }

  /// libarchive's way of asking for more bytes.
  static la_ssize_t feed(archive* handle, void* data, const void** buffer) {
    auto& state = *static_cast<State*>(data);
    const auto count = state.gunzip->read(state.piece);
    if (!count) {
      archive_set_error(handle, kFileFormat, "gzip");
      return ARCHIVE_FATAL;
    }
    *buffer = state.piece.data();
    return static_cast<la_ssize_t>(*count);
  }

  Result<void> support() const {
    bool known = true;
    // What libarchive would run another program for is not asked for.
    const auto ask = [&](int (*add)(archive*)) { known = add(handle) == ARCHIVE_OK && known; };
    switch (kind.packing) {
      case Packing::none:
      case Packing::gzip:
        break;
      case Packing::bzip2:
        ask(archive_read_support_filter_bzip2);
        break;
      case Packing::xz:
        ask(archive_read_support_filter_xz);
        break;
      case Packing::zstd:
        ask(archive_read_support_filter_zstd);
        break;
    }
    switch (kind.format) {
      case ArchiveFormat::none:
        known = false;
        break;
      case ArchiveFormat::zip:
        ask(archive_read_support_format_zip);
        break;
      case ArchiveFormat::seven_zip:
        ask(archive_read_support_format_7zip);
        break;
      case ArchiveFormat::tar:
        ask(archive_read_support_format_tar);
        break;
      case ArchiveFormat::packed_file:
        ask(archive_read_support_format_raw);
        ask(archive_read_support_format_empty);
        break;
    }
    if (!known) return fail(ErrorCode::internal, "libarchive was built without a format");
    return {};
  }

  /// What libarchive means by the error that it just gave.
  tl::unexpected<Error> error(int status) const {
    const char* text = archive_error_string(handle);
    const std::string_view said = text != nullptr ? text : "";
    if (archive_errno(handle) == ENOMEM)
      return fail(ErrorCode::too_large, "too_large", "the archive needs more memory than there is");
    // In a ZIP each entry is encrypted for itself.
    if (kind.format == ArchiveFormat::seven_zip &&
        (archive_read_has_encrypted_entries(handle) > 0 || said.starts_with("Crypto codec")))
      return fail(ErrorCode::unsupported, "encrypted", "the archive is encrypted");
    const bool unknown_method =
        status == ARCHIVE_FAILED && entry_bytes == 0 && archive_errno(handle) == kFileFormat;
    if (unknown_method || said.starts_with("Unexpected codec"))
      return fail(ErrorCode::unsupported, "unsupported_compression", "an unknown method of packing");
    return fail(ErrorCode::bad_input, "damaged", "the archive is cut or broken");
  }
};

ArchiveReader::ArchiveReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ArchiveReader::ArchiveReader(ArchiveReader&&) noexcept = default;
ArchiveReader& ArchiveReader::operator=(ArchiveReader&&) noexcept = default;
ArchiveReader::~ArchiveReader() = default;

Result<ArchiveReader> ArchiveReader::open(const fs::path& path, const ArchiveKind& kind) {
  if (kind.format == ArchiveFormat::seven_zip) TRY(check_seven_zip_header(path));
  auto state = std::make_unique<State>();
  state->kind = kind;
  state->handle = archive_read_new();
  if (state->handle == nullptr) return fail(ErrorCode::too_large, "too_large", "no memory to unpack");
  TRY(state->support());
  int status = ARCHIVE_OK;
  if (kind.packing == Packing::gzip) {
    state->gunzip = TRY(GunzipReader::open(path));
    state->piece.resize(kPiece);
    status = archive_read_open(state->handle, state.get(), nullptr, State::feed, nullptr);
  } else {
    status = archive_read_open_filename(state->handle, path.c_str(), kPiece);
  }
  if (status != ARCHIVE_OK) return state->error(status);
  // Where no filter knows the bytes, libarchive hands them on as they are.
  const bool by_libarchive = kind.packing != Packing::none && kind.packing != Packing::gzip;
  if (by_libarchive && archive_filter_count(state->handle) < 2) return state->error(ARCHIVE_FATAL);
  return ArchiveReader(std::move(state));
}

Result<std::optional<ArchiveEntry>> ArchiveReader::next() {
  State& state = *state_;
  archive_entry* header = nullptr;
  state.entry_bytes = 0;
  const int status = archive_read_next_header(state.handle, &header);
  if (status == ARCHIVE_EOF) return std::nullopt;
  if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return state.error(ARCHIVE_FATAL);
  ArchiveEntry entry;
  // Null where a name that says it is Unicode is none.
  const char* name = archive_entry_pathname(header);
  entry.path = utf8_name(name != nullptr ? name : "",
                         state.kind.format == ArchiveFormat::zip ? NameCharset::cp437 : NameCharset::latin1);
  const auto type = archive_entry_filetype(header);
  const bool is_link = archive_entry_hardlink(header) != nullptr || archive_entry_symlink(header) != nullptr;
  entry.type = is_link            ? ArchiveEntry::Type::other
               : type == AE_IFREG ? ArchiveEntry::Type::file
               : type == AE_IFDIR ? ArchiveEntry::Type::folder
                                  : ArchiveEntry::Type::other;
  entry.encrypted = archive_entry_is_encrypted(header) != 0;
  return entry;
}

Result<std::size_t> ArchiveReader::read(std::span<std::byte> out) {
  const auto count = archive_read_data(state_->handle, out.data(), out.size());
  if (count < 0) return state_->error(static_cast<int>(count));
  state_->entry_bytes += count;
  return static_cast<std::size_t>(count);
}

std::int64_t ArchiveReader::packed_bytes() const {
  return state_->gunzip ? state_->gunzip->packed_bytes_read() : archive_filter_bytes(state_->handle, -1);
}

std::int64_t ArchiveReader::stream_bytes() const {
  return archive_filter_bytes(state_->handle, 0);
}

}  // namespace scanetrix
