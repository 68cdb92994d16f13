// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/result.h"

namespace scanetrix {

enum class DeflateKind {
  raw,   ///< RFC 1951 alone, as in deflated DICOM. A zlib header (RFC 1950) is understood too.
  gzip,  ///< RFC 1952, one or several members; the sizes that they claim are not looked at.
};

/// Whether `bytes` start as gzip does.
[[nodiscard]] bool is_gzip(ByteView bytes);

/// Fills `out` with the bytes from `first` on of what `packed` unpacks to. Never holds more than `out` and a
/// small window, whatever `packed` claims. \error bad_input "damaged": the stream is broken, or ends before
/// `out` is full. Cost: unpacks first + out.size() bytes.
[[nodiscard]] Result<void> inflate_range(ByteView packed, DeflateKind kind, std::uint64_t first,
                                         std::span<std::byte> out);

/// The first `size` bytes of what `packed` unpacks to; what follows is not looked at. For data that claim a
/// size: memory is taken only where `packed` is long enough to hold so much. \error bad_input "damaged": the
/// stream is broken, or ends early. Cost: whole streams of exactly `size` bytes go through libdeflate, about
/// twice as fast as others.
[[nodiscard]] Result<Bytes> inflate_first(ByteView packed, DeflateKind kind, std::uint64_t size);

/// As many of the first bytes as there are, at most `count`. A broken stream gives what came before.
[[nodiscard]] Bytes inflate_start(ByteView packed, DeflateKind kind, std::size_t count);

}  // namespace scanetrix
