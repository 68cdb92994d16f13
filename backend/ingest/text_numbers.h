// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/voxel_element.h"

namespace scanetrix {

/// What stands between spaces and tabs.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view text);

/// A whole number, with nothing around it. None also where it does not fit.
[[nodiscard]] std::optional<std::int64_t> whole_number(std::string_view word);

/// A number as C writes it; "nan" and "inf" in either case are numbers here.
[[nodiscard]] std::optional<double> real_number(std::string_view word);

/// More data files no header names.
inline constexpr std::size_t kMostDataFiles = 100000;

/// The names that a printf pattern with one %d (flags 0 and a width) makes of min, min + step, … max.
/// \error bad_input "damaged": another pattern, a step that does not lead there, more than kMostDataFiles.
[[nodiscard]] Result<std::vector<std::string>> names_from_pattern(std::string_view pattern, std::int64_t min,
                                                                  std::int64_t max, std::int64_t step);

/// What stands behind the last '/' or '\'.
[[nodiscard]] std::string_view without_folders(std::string_view name);

/// Numbers between spaces, commas and line ends, as a stream of samples of `bytes` (little endian).
/// \error bad_input "damaged": not a number of that kind, or too few of them. Memory follows the text's
/// length.
[[nodiscard]] Result<Bytes> numbers_from_text(ByteView text, SampleKind kind, std::uint64_t bytes);

/// Two hexadecimal digits a byte, with spaces anywhere. \error bad_input "damaged"
[[nodiscard]] Result<Bytes> bytes_from_hex(ByteView text, std::uint64_t bytes);

}  // namespace scanetrix
