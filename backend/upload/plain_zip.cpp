// SPDX-License-Identifier: Apache-2.0
#include "upload/plain_zip.h"

#include <libdeflate.h>

#include <algorithm>
#include <string_view>

namespace scanetrix {
namespace {

// APPNOTE 4.3.7, 4.3.12 and 4.3.16: signatures, and sizes without what varies.
constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kDirectoryHeader = 0x02014b50;
constexpr std::uint32_t kEndOfDirectory = 0x06054b50;
constexpr std::size_t kLocalBytes = 30;
constexpr std::size_t kDirectoryBytes = 46;
constexpr std::size_t kEndBytes = 22;

constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;
constexpr std::uint16_t kSizesFollow = 0x0008;
/// Flags that change nothing here: how hard it was packed, sizes behind the data, names in UTF-8.
constexpr std::uint16_t kHarmlessFlags = 0x0006 | kSizesFollow | 0x0800;

/// No deflated stream stands for more than so many times its bytes (zlib's technical details: 1032).
constexpr std::size_t kMostDeflated = 1032;

constexpr unsigned kUnix = 3;
constexpr unsigned kFileTypeBits = 0170000;
constexpr unsigned kRegularFile = 0100000;
constexpr unsigned kFolder = 0040000;

bool is_plain_name(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return c >= 0x20 && c < 0x7f && c != '\\'; });
}

struct Directory {
  std::size_t first = 0;
  std::size_t end = 0;
  std::size_t entries = 0;
};

/// Without a comment, the end record ends the file.
std::optional<Directory> find_directory(ByteView archive) {
  if (archive.size() < kEndBytes) return std::nullopt;
  const std::size_t at = archive.size() - kEndBytes;
  const auto field16 = [&](std::size_t offset) { return load<std::uint16_t>(archive, at + offset); };
  if (load<std::uint32_t>(archive, at) != kEndOfDirectory || field16(20) != 0) return std::nullopt;
  const std::size_t entries = field16(10);
  if (field16(4) != 0 || field16(6) != 0 || field16(8) != entries || entries == 0xffff) return std::nullopt;
  const std::size_t size = load<std::uint32_t>(archive, at + 12);
  const std::size_t first = load<std::uint32_t>(archive, at + 16);
  if (first + size != at) return std::nullopt;
  return Directory{first, at, entries};
}

/// One record of the directory, which begins at `at`. \return What is plain; `at` is then behind it.
std::optional<PlainZipEntry> read_record(ByteView archive, const Directory& directory, std::size_t& at) {
  if (directory.end - at < kDirectoryBytes || load<std::uint32_t>(archive, at) != kDirectoryHeader)
    return std::nullopt;
  const auto field16 = [&](std::size_t offset) { return load<std::uint16_t>(archive, at + offset); };
  const auto field32 = [&](std::size_t offset) { return load<std::uint32_t>(archive, at + offset); };
  const unsigned made_by = field16(4) >> 8;
  const std::uint16_t flags = field16(8);
  const std::uint16_t method = field16(10);
  const std::size_t name_bytes = field16(28);
  const std::size_t record_bytes = kDirectoryBytes + name_bytes + field16(30) + field16(32);
  const std::size_t local = field32(42);
  if (directory.end - at < record_bytes || (flags & ~kHarmlessFlags) != 0 || field16(34) != 0 ||
      (method != kStored && method != kDeflated))
    return std::nullopt;

  PlainZipEntry entry;
  entry.name = as_text(archive.subspan(at + kDirectoryBytes, name_bytes));
  entry.deflated = method == kDeflated;
  entry.crc = field32(16);
  entry.packed_bytes = field32(20);
  entry.bytes = field32(24);
  entry.is_folder = entry.name.ends_with('/');
  const unsigned type = made_by == kUnix ? (field32(38) >> 16) & kFileTypeBits : 0;
  if (!is_plain_name(entry.name) || entry.bytes > kMostPlainBytes ||
      entry.bytes / kMostDeflated > entry.packed_bytes ||
      (type != 0 && type != (entry.is_folder ? kFolder : kRegularFile)) ||
      (entry.is_folder && entry.bytes != 0) || (!entry.deflated && entry.bytes != entry.packed_bytes))
    return std::nullopt;

  if (local > directory.first || directory.first - local < kLocalBytes ||
      load<std::uint32_t>(archive, local) != kLocalHeader)
    return std::nullopt;
  const auto local16 = [&](std::size_t offset) { return load<std::uint16_t>(archive, local + offset); };
  const auto local32 = [&](std::size_t offset) { return load<std::uint32_t>(archive, local + offset); };
  entry.offset = local + kLocalBytes + local16(26) + local16(28);
  const bool same_sizes =
      (flags & kSizesFollow) != 0 ||
      (local32(14) == entry.crc && local32(18) == entry.packed_bytes && local32(22) == entry.bytes);
  if (local16(6) != flags || local16(8) != method || local16(26) != name_bytes || !same_sizes ||
      entry.offset > directory.first || directory.first - entry.offset < entry.packed_bytes ||
      as_text(archive.subspan(local + kLocalBytes, name_bytes)) != entry.name)
    return std::nullopt;
  at += record_bytes;
  return entry;
}

/// Whether entry after entry lies behind the one before, its header included. They are in order.
bool lie_apart(const std::vector<PlainZipEntry>& entries) {
  std::size_t end = 0;
  for (const PlainZipEntry& entry : entries) {
    if (entry.offset < end + kLocalBytes + entry.name.size()) return false;
    end = entry.offset + entry.packed_bytes;
  }
  return true;
}

struct FreeDecompressor {
  void operator()(libdeflate_decompressor* decompressor) const { libdeflate_free_decompressor(decompressor); }
};

auto damaged() {
  return fail(ErrorCode::bad_input, "damaged", "an entry of the archive is broken");
}

}  // namespace

std::optional<std::vector<PlainZipEntry>> list_plain_zip(ByteView archive) {
  const auto directory = find_directory(archive);
  if (!directory) return std::nullopt;
  std::vector<PlainZipEntry> entries;
  std::size_t at = directory->first;
  while (at < directory->end) {
    auto entry = read_record(archive, *directory, at);
    if (!entry) return std::nullopt;
    entries.push_back(std::move(*entry));
  }
  if (entries.size() != directory->entries) return std::nullopt;
  std::sort(entries.begin(), entries.end(),
            [](const PlainZipEntry& a, const PlainZipEntry& b) { return a.offset < b.offset; });
  if (!lie_apart(entries)) return std::nullopt;
  return entries;
}

struct PlainZipUnpacker::State {
  std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor{libdeflate_alloc_decompressor()};
  Bytes bytes;
};

PlainZipUnpacker::PlainZipUnpacker() : state_(std::make_unique<State>()) {}
PlainZipUnpacker::PlainZipUnpacker(PlainZipUnpacker&&) noexcept = default;
PlainZipUnpacker::~PlainZipUnpacker() = default;

Result<ByteView> PlainZipUnpacker::unpack(ByteView archive, const PlainZipEntry& entry) {
  if (!state_->decompressor) return fail(ErrorCode::too_large, "too_large", "no memory to unpack");
  const ByteView packed = archive.subspan(entry.offset, entry.packed_bytes);
  ByteView plain = packed;
  if (entry.deflated) {
    Bytes& bytes = state_->bytes;
    if (bytes.size() < entry.bytes) bytes.resize(entry.bytes);
    std::size_t used = 0;
    // Without a place for the number of bytes made, libdeflate takes no fewer than it is asked for.
    if (libdeflate_deflate_decompress_ex(state_->decompressor.get(), packed.data(), packed.size(),
                                         bytes.data(), entry.bytes, &used, nullptr) != LIBDEFLATE_SUCCESS ||
        used != packed.size())
      return damaged();
    plain = ByteView(bytes).first(entry.bytes);
  }
  if (libdeflate_crc32(0, plain.data(), plain.size()) != entry.crc) return damaged();
  return plain;
}

}  // namespace scanetrix
