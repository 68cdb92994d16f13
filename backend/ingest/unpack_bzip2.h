// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace scanetrix {

/// The first `size` bytes of what a bzip2 stream (one or several) unpacks to; what follows is not looked at.
/// Memory grows with what really comes out, whatever is claimed.
/// \error bad_input "damaged": the stream is broken, or ends early.
[[nodiscard]] Result<Bytes> unpack_bzip2(ByteView packed, std::uint64_t size);

}  // namespace scanetrix
