// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/file.h"
#include "base/result.h"

namespace scanetrix {

/// Unpacks a gzip file (RFC 1952, one or several members) piece by piece. Each member's CRC and length are
/// held against what came out; libarchive's own reader leaves them unread. Zeros after the last member are
/// padding. Holds about 100 KB, whatever the file claims.
class GunzipReader {
 public:
  /// \error not_found, unavailable
  static Result<GunzipReader> open(const fs::path& path);

  /// Fills `out` from its start. \return How many bytes came; 0 is the end.
  /// \error bad_input  The stream is cut or broken. \error unavailable
  Result<std::size_t> read(std::span<std::byte> out);

  [[nodiscard]] std::int64_t packed_bytes_read() const;

  GunzipReader(GunzipReader&&) noexcept;
  GunzipReader& operator=(GunzipReader&&) noexcept;
  ~GunzipReader();

 private:
  struct State;
  explicit GunzipReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace scanetrix
