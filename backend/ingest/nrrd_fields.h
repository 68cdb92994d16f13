// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace scanetrix {

/// A NRRD header as text: its fields by name, and where it ends.
struct NrrdFields {
  /// Names in lower case without spaces ("spacedirections"); what stands behind the colon, trimmed.
  std::map<std::string, std::string, std::less<>> values;
  std::vector<std::string> listed_files;  ///< Lines after "data file: LIST".
  std::size_t end = 0;                    ///< The first byte behind the header (and its empty line).
  bool has_end = false;                   ///< The empty line was there: data may follow.

  /// Empty where there is none.
  [[nodiscard]] std::string_view get(std::string_view name) const;
};

/// Of the first 8 MiB. \error bad_input "damaged": a line that is no field, or no end.
[[nodiscard]] Result<NrrdFields> read_nrrd_fields(ByteView file);

/// The words of an axis field; those in quotes or parentheses count as one, without quotes:
/// `"mm" "" (1,0,0) none`.
[[nodiscard]] std::vector<std::string> nrrd_words(std::string_view text);

/// "(1,0.5,-2)". Empty when it is no vector.
[[nodiscard]] std::vector<double> nrrd_vector(std::string_view word);

}  // namespace scanetrix
