// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"

namespace scanetrix {

/// Whether a DICOM file's sequences stand so deep in one another that a parser which calls itself for each
/// level may run out of stack (DCMTK does after some 4,000). Honest files have fewer than ten levels.
///
/// Walks the data set without recursion up to the pixels. What it cannot follow counts as deep when it has
/// more items than kMostUnclearItems, however they stand; so does what lies in a deflated data set.
[[nodiscard]] bool is_nested_too_deep(ByteView file);

inline constexpr std::size_t kDeepestNesting = 100;
inline constexpr std::size_t kMostUnclearItems = 1000;

}  // namespace scanetrix
