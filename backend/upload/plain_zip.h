// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace scanetrix {

/// A file or folder in a ZIP. Nothing of it is to be trusted but that its data lie in the archive.
struct PlainZipEntry {
  std::string name;  ///< ASCII; a folder's ends with '/'.
  bool is_folder = false;
  bool deflated = false;  ///< Else stored.
  std::uint32_t crc = 0;
  std::size_t offset = 0;  ///< Of its data in the archive.
  std::size_t packed_bytes = 0;
  std::size_t bytes = 0;  ///< As it claims, at most kMostPlainBytes.
};

/// Entries are unpacked in memory, so larger ones are left to a reader that goes piece by piece.
inline constexpr std::size_t kMostPlainBytes = std::size_t{64} << 20;

/// The entries of a ZIP as most programs write them, in the order of their data (PKWARE's APPNOTE 4.3).
///
/// Nothing where anything is unusual: ZIP64, several parts, encryption, other methods than stored and
/// deflated, names beyond ASCII or with a backslash, links and devices, large entries, data that overlap,
/// local headers that tell other than the directory, a directory that does not end the file. Such an archive
/// may be in order all the same: ArchiveReader decides. Cost: the directory and each entry's header.
[[nodiscard]] std::optional<std::vector<PlainZipEntry>> list_plain_zip(ByteView archive);

/// Unpacks single entries, each object on one thread at a time.
class PlainZipUnpacker {
 public:
  PlainZipUnpacker();
  PlainZipUnpacker(PlainZipUnpacker&&) noexcept;
  ~PlainZipUnpacker();

  /// The entry's bytes, valid until the next call. \error bad_input "damaged": its data are broken, are more
  /// or fewer than it claims, or have another checksum; too_large for want of memory.
  Result<ByteView> unpack(ByteView archive, const PlainZipEntry& entry);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace scanetrix
