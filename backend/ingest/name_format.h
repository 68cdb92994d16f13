// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/result.h"

namespace scanetrix {

/// Why a file that no decoder knows is not read: "unsupported_format" for the formats of pictures and volumes
/// that we can name by their first bytes, else "not_an_image". Names the format where it can.
[[nodiscard]] Error name_format(ByteView file);

}  // namespace scanetrix
