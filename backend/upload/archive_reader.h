// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/file.h"
#include "base/result.h"

namespace scanetrix {

enum class ArchiveFormat {
  none,  ///< Not an archive: to be read as it is.
  zip,
  seven_zip,
  tar,
  packed_file,  ///< One file, packed, as gzip does it.
};

/// What tar and packed files are packed with.
enum class Packing { none, gzip, bzip2, xz, zstd };

struct ArchiveKind {
  ArchiveFormat format = ArchiveFormat::none;
  Packing packing = Packing::none;
  friend bool operator==(const ArchiveKind&, const ArchiveKind&) = default;
};

struct ArchiveEntry {
  enum class Type { file, folder, other /* links, devices, pipes */ };
  std::string path;  ///< As it stands there, in UTF-8; empty where it is no text. Not to be trusted.
  Type type = Type::file;
  bool encrypted = false;
};

/// Reads an archive from front to end. Here libarchive is asked; nothing that an archive says about itself is
/// believed or checked beyond its format. Checksums are held against what comes out.
///
/// While one is used, a Utf8Locale must live on this thread.
///
/// Errors of all calls: bad_input "damaged"; unsupported "unsupported_compression"; unsupported "encrypted"
/// where the list of entries itself is; too_large for want of memory; unavailable.
class ArchiveReader {
 public:
  static Result<ArchiveReader> open(const fs::path& path, const ArchiveKind& kind);

  /// The next entry; nothing at the end. What of the last one was not read is passed over.
  Result<std::optional<ArchiveEntry>> next();

  /// Bytes of this entry, holes as zeros. \return How many; 0 is its end.
  /// \error unsupported  This entry alone; next() goes on.
  Result<std::size_t> read(std::span<std::byte> out);

  /// How much of the archive's file was read, and how much came out of its packing (names and padding
  /// included).
  [[nodiscard]] std::int64_t packed_bytes() const;
  [[nodiscard]] std::int64_t stream_bytes() const;

  ArchiveReader(ArchiveReader&&) noexcept;
  ArchiveReader& operator=(ArchiveReader&&) noexcept;
  ~ArchiveReader();

 private:
  struct State;
  explicit ArchiveReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace scanetrix
