// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/result.h"

namespace scanetrix {

/// Keeps from DCMTK what would hurt it: sequences that stand so deep in one another that a parser which calls
/// itself for each level runs out of stack (DCMTK does after some 4,000; honest files have fewer than ten),
/// and elements that claim more bytes than the file has, for which memory would be taken.
///
/// Walks the data set without recursion up to the pixels. Where it cannot follow (an unknown VR, a deflated
/// data set), more than kMostUnclearItems items count as too deep, however they stand. \error bad_input
/// "damaged"
[[nodiscard]] Result<void> check_structure(ByteView file);

inline constexpr std::size_t kDeepestNesting = 100;
inline constexpr std::size_t kMostUnclearItems = 1000;

}  // namespace scanetrix
