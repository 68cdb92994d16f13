// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace scanetrix {

/// Whether `a` stands before `b` the way a person counts: "slice_2" before "slice_10", "Ab" beside "ab".
/// Runs of ASCII digits compare as numbers of any length; letters without regard to ASCII case; '/' before
/// all else, so that a folder's files stay together. Names that are equal so far are told apart by their
/// bytes: a strict order.
[[nodiscard]] bool comes_before_naturally(std::string_view a, std::string_view b);

}  // namespace scanetrix
