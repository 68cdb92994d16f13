// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace scanetrix {

/// Argon2id (RFC 9106) with 64 MiB and two passes; about 0.1 s. At most two at a time, so that a flood of
/// sign-ins cannot take the memory. Blocks. \error unavailable  No memory.
Result<std::string> hash_password(std::string_view password);

/// Whether it is the password. Takes as long for a hash that is empty (an unknown account) as for any other.
[[nodiscard]] bool check_password(const std::string& hash, std::string_view password);

/// What is wrong with a new password, or nothing: at least 10 characters, at most 256 bytes, not the e-mail
/// address, not one character over and over. (NIST SP 800-63B 5.1.1.2: length, no rules of composition.)
[[nodiscard]] std::string weakness_of(std::string_view password, std::string_view email);

}  // namespace scanetrix
