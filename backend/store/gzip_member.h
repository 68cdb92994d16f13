// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"

namespace scanetrix {

/// A part of a gzip member: whole deflate blocks, none of them the last, ending on a whole byte. Parts that
/// were compressed apart can follow one another as they are.
struct GzipPart {
  Bytes deflated;
  std::uint32_t crc = 0;  ///< CRC-32 of what went in.
  std::uint64_t plain_bytes = 0;
};

/// Compresses parts. One a thread.
///
/// Every part is unpacked again and compared before it is given out: that is how the ends of its blocks are
/// found, so it costs nothing more. See docs/decisions/10-gzip.md.
class GzipCompressor {
 public:
  /// \error too_large  No memory.
  static Result<GzipCompressor> create();
  GzipCompressor(GzipCompressor&&) noexcept;
  GzipCompressor& operator=(GzipCompressor&&) = delete;
  ~GzipCompressor();

  /// Any length; memory beside the result: about 3 MiB. About 50 MB/s on one core.
  /// \error internal  What came out was not what went in.
  Result<GzipPart> compress(ByteView plain);

 private:
  struct Tools;
  explicit GzipCompressor(std::unique_ptr<Tools> tools);
  std::unique_ptr<Tools> tools_;
};

/// What stands around the parts of one member (RFC 1952): readers that stop after the first member get
/// everything.
class GzipMember {
 public:
  [[nodiscard]] static Bytes head();
  /// Counts a part in, in the order of the file.
  void add(const GzipPart& part);
  [[nodiscard]] Bytes tail() const;

 private:
  std::uint32_t crc_ = 0;
  std::uint64_t plain_bytes_ = 0;
};

}  // namespace scanetrix
