// SPDX-License-Identifier: Apache-2.0
#include "upload/seven_zip_header.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace scanetrix {
namespace {

constexpr std::size_t kSignatureHeader = 32;
constexpr std::uint64_t kAlwaysFine =
    std::uint64_t{64} * 1024;                        // An empty archive's list is larger than its files.
constexpr std::uint64_t kLongestDescription = 4096;  // Of how a list is packed; 7-Zip's takes some 40 bytes.
constexpr std::uint64_t kMostCoders = 4;             // 7-Zip itself takes one or two for the list.

enum Id : std::uint8_t {
  kEnd = 0x00,
  kHeader = 0x01,
  kPackInfo = 0x06,
  kUnpackInfo = 0x07,
  kSize = 0x09,
  kDigests = 0x0a,
  kFolder = 0x0b,
  kUnpackSize = 0x0c,
  kEncodedHeader = 0x17,
};

auto damaged() {
  return fail(ErrorCode::bad_input, "damaged", "the 7z archive's list of files is cut or broken");
}

bool read_at(const FileHandle& file, std::uint64_t at, std::span<std::byte> out) {
  return ::pread(file.get(), out.data(), out.size(), static_cast<off_t>(at)) ==
         static_cast<ssize_t>(out.size());
}

/// Reads 7z's numbers one after the other.
class Numbers {
 public:
  explicit Numbers(ByteView bytes) : bytes_(bytes) {}

  Result<std::uint8_t> byte() {
    if (bytes_.empty()) return damaged();
    const auto value = std::to_integer<std::uint8_t>(bytes_.front());
    bytes_ = bytes_.subspan(1);
    return value;
  }

  /// The first byte's leading ones say how many bytes follow, its other bits stand above those.
  Result<std::uint64_t> number() {
    const std::uint8_t first = TRY(byte());
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 8; ++i) {
      const unsigned mask = 0x80u >> i;
      if ((first & mask) == 0) return value | std::uint64_t{first & (mask - 1)} << (8 * i);
      value |= std::uint64_t{TRY(byte())} << (8 * i);
    }
    return value;
  }

  Result<void> skip(std::uint64_t count) {
    if (count > bytes_.size()) return damaged();
    bytes_ = bytes_.subspan(static_cast<std::size_t>(count));
    return {};
  }

  Result<void> expect(Id id) {
    if (TRY(byte()) != id) return damaged();
    return {};
  }

 private:
  ByteView bytes_;
};

Result<void> skip_pack_info(Numbers& numbers) {
  TRY(numbers.expect(kPackInfo));
  TRY(numbers.number());  // Where it begins.
  const std::uint64_t streams = TRY(numbers.number());
  if (streams == 0 || streams > kMostCoders) return damaged();
  for (;;) {
    const std::uint8_t id = TRY(numbers.byte());
    if (id == kEnd) return {};
    if (id == kSize) {
      for (std::uint64_t i = 0; i < streams; ++i) TRY(numbers.number());
    } else if (id == kDigests) {
      if (TRY(numbers.byte()) != 1) return damaged();
      TRY(numbers.skip(4 * streams));
    } else {
      return damaged();
    }
  }
}

/// \return How many streams come out of its coders.
Result<std::uint64_t> skip_folder(Numbers& numbers) {
  constexpr unsigned kHasStreams = 0x10;
  constexpr unsigned kHasProperties = 0x20;
  const std::uint64_t coders = TRY(numbers.number());
  if (coders == 0 || coders > kMostCoders) return damaged();
  std::uint64_t in = 0;
  std::uint64_t out = 0;
  for (std::uint64_t i = 0; i < coders; ++i) {
    const unsigned flags = TRY(numbers.byte());
    TRY(numbers.skip(flags & 0x0f));
    const std::uint64_t more_in = (flags & kHasStreams) != 0 ? TRY(numbers.number()) : 1;
    const std::uint64_t more_out = (flags & kHasStreams) != 0 ? TRY(numbers.number()) : 1;
    if (more_in > kMostCoders || more_out > kMostCoders) return damaged();
    in += more_in;
    out += more_out;
    if ((flags & kHasProperties) != 0) TRY(numbers.skip(TRY(numbers.number())));
  }
  if (out == 0 || in + 1 < out) return damaged();
  for (std::uint64_t i = 0; i < 2 * (out - 1); ++i) TRY(numbers.number());
  const std::uint64_t packed = in - (out - 1);
  for (std::uint64_t i = 0; packed > 1 && i < packed; ++i) TRY(numbers.number());
  return out;
}

/// What the packed list unpacks to: the largest of its coders' outputs.
Result<std::uint64_t> unpacked_size(Numbers& numbers) {
  TRY(skip_pack_info(numbers));
  TRY(numbers.expect(kUnpackInfo));
  TRY(numbers.expect(kFolder));
  if (TRY(numbers.number()) != 1 || TRY(numbers.byte()) != 0) return damaged();
  const std::uint64_t streams = TRY(skip_folder(numbers));
  TRY(numbers.expect(kUnpackSize));
  std::uint64_t largest = 0;
  for (std::uint64_t i = 0; i < streams; ++i) largest = std::max(largest, TRY(numbers.number()));
  return largest;
}

}  // namespace

Result<void> check_seven_zip_header(const fs::path& archive) {
  const FileHandle file = TRY(open_to_read(archive));
  std::error_code error;
  const std::uint64_t length = fs::file_size(archive, error);
  std::array<std::byte, kSignatureHeader> signature{};
  if (error || !read_at(file, 0, signature)) return damaged();
  const auto begin = load<std::uint64_t>(signature, 12);
  const auto size = load<std::uint64_t>(signature, 20);
  if (size == 0) return {};  // An archive without files has no list.
  const std::uint64_t room = length - kSignatureHeader;
  if (begin > room || size > room - begin) return damaged();
  Bytes list(static_cast<std::size_t>(std::min(size, kLongestDescription)));
  if (!read_at(file, kSignatureHeader + begin, list)) return damaged();
  Numbers numbers(list);
  const std::uint8_t id = TRY(numbers.byte());
  if (id == kHeader) return {};  // Not packed.
  if (id != kEncodedHeader) return damaged();
  if (TRY(unpacked_size(numbers)) > std::max(kAlwaysFine, length))
    return fail(
        ErrorCode::too_large, "archive_limit",
        "The list of files in a 7z archive unpacks to more than the archive is long; no scan's does.");
  return {};
}

}  // namespace scanetrix
