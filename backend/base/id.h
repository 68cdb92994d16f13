// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace scanetrix {

/// A new opaque id: 26 characters of [0-9a-z], 130 random bits. Safe in a path, an address and a key.
[[nodiscard]] std::string new_id();

/// 128 random bits.
[[nodiscard]] std::array<std::uint8_t, 16> random_bits();

/// Whether `text` has the form that new_id() gives. The only strings that may become part of a path.
[[nodiscard]] bool is_id(std::string_view text);

}  // namespace scanetrix
