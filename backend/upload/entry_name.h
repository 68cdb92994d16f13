// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace scanetrix {

/// What an archive that does not say so writes its names in.
enum class NameCharset {
  cp437,   ///< ZIP (APPNOTE D.1): what DOS used.
  latin1,  ///< tar and others: ISO 8859-1, as a guess that never fails.
};

/// Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

/// An entry's name in UTF-8: as it is where it is that already, else read as `otherwise`.
[[nodiscard]] std::string utf8_name(std::string_view raw, NameCharset otherwise);

/// The name of what a packed file holds: "scan.dcm" for "scan.dcm.gz"; a name without such an ending stays.
[[nodiscard]] std::string unpacked_name(std::string_view packed);

}  // namespace scanetrix
