// SPDX-License-Identifier: Apache-2.0
#include "upload/archive_kind.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "upload/gunzip.h"
#include "upload/utf8_locale.h"

namespace scanetrix {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kBlock =
    512;  // tar's; a NIfTI-1 header is 348 bytes, a NIfTI-2 header begins with its magic.

/// The first bytes of a file or of what it holds; fewer where there are no more.
struct Start {
  std::array<std::byte, kBlock> bytes{};
  std::size_t size = 0;

  [[nodiscard]] std::string_view text() const { return as_text(ByteView(bytes).first(size)); }
  [[nodiscard]] bool has(std::size_t at, std::string_view what) const {
    return text().size() >= at + what.size() && text().substr(at, what.size()) == what;
  }
};

Start read_start(const FileHandle& file) {
  Start start;
  while (start.size < kBlock) {
    const auto count = ::read(file.get(), start.bytes.data() + start.size, kBlock - start.size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    start.size += static_cast<std::size_t>(count);
  }
  return start;
}

/// A header block of tar: its checksum is the sum of its bytes, those of the checksum itself taken as spaces
/// (POSIX ustar; the old formats have it too).
bool is_tar(const Start& start) {
  constexpr std::size_t kChecksum = 148;
  constexpr std::size_t kChecksumSize = 8;
  if (start.size < kBlock || start.has(128, "DICM"sv) || start.bytes[0] == std::byte{0}) return false;
  std::int64_t sum = 0;
  std::int64_t written = 0;
  bool any = false;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const bool in_checksum = i >= kChecksum && i < kChecksum + kChecksumSize;
    const auto byte = std::to_integer<int>(start.bytes[i]);
    sum += in_checksum ? ' ' : byte;
    if (!in_checksum || byte < '0' || byte > '7') continue;
    written = written * 8 + (byte - '0');
    any = true;
  }
  return any && written == sum;
}

/// A NIfTI file that holds its own voxels (nifti1.h "n+1", nifti2.h "n+2"), in either byte order.
bool is_whole_nifti(const Start& start) {
  std::uint32_t header_size = 0;
  if (start.size < sizeof header_size) return false;
  std::memcpy(&header_size, start.bytes.data(), sizeof header_size);
  const auto is = [&](std::uint32_t size) {
    return header_size == size || header_size == __builtin_bswap32(size);
  };
  return (is(348) && start.has(344, "n+1\0"sv)) || (is(540) && start.has(4, "n+2\0"sv));
}

Packing packing_of(const Start& start) {
  if (start.has(0, "\x1f\x8b\x08"sv)) return Packing::gzip;
  if (start.has(0, "BZh"sv)) return Packing::bzip2;
  if (start.has(0,
                "\xfd"
                "7zXZ\0"sv))
    return Packing::xz;
  if (start.has(0, "\x28\xb5\x2f\xfd"sv)) return Packing::zstd;
  return Packing::none;
}

Result<Start> unpack_start(const fs::path& file, Packing packing) {
  Start start;
  if (packing == Packing::gzip) {
    GunzipReader gzip = TRY(GunzipReader::open(file));
    start.size = TRY(gzip.read(start.bytes));
    return start;
  }
  const Utf8Locale locale;
  ArchiveReader reader = TRY(ArchiveReader::open(file, {ArchiveFormat::packed_file, packing}));
  if (!TRY(reader.next())) return start;
  while (start.size < kBlock) {
    const auto count = reader.read(std::span(start.bytes).subspan(start.size));
    // What came before a break still tells what it is; the break is found again by whoever unpacks it.
    if (!count && start.size > 0) break;
    const std::size_t more = TRY(Result<std::size_t>(count));
    if (more == 0) break;
    start.size += more;
  }
  return start;
}

}  // namespace

ArchiveKind archive_kind(const fs::path& file) {
  const auto handle = open_to_read(file);
  if (!handle) return {};
  const Start start = read_start(*handle);
  if (start.has(128, "DICM"sv)) return {};  // Its preamble may hold another format's magic number.
  if (start.has(0, "PK\3\4"sv) || start.has(0, "PK\5\6"sv) || start.has(0, "PK\7\10PK\3\4"sv))
    return {ArchiveFormat::zip};
  if (start.has(0, "7z\xbc\xaf\x27\x1c"sv)) return {ArchiveFormat::seven_zip};
  const Packing packing = packing_of(start);
  if (packing == Packing::none) return {is_tar(start) ? ArchiveFormat::tar : ArchiveFormat::none};
  const auto inside = unpack_start(file, packing);
  if (!inside) return {};
  if (is_tar(*inside)) return {ArchiveFormat::tar, packing};
  if (packing == Packing::gzip && is_whole_nifti(*inside)) return {};
  return {ArchiveFormat::packed_file, packing};
}

}  // namespace scanetrix
