// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace scanetrix {

/// Without spaces, line ends and zero bytes at both ends.
[[nodiscard]] std::string trimmed(std::string_view text);

/// Only bytes from 0x20 to 0x7e.
[[nodiscard]] bool is_plain_ascii(std::string_view text);

/// Fit for a list: valid UTF-8 (what is not becomes "?"), control characters and runs of spaces one space,
/// trimmed, at most 200 bytes.
[[nodiscard]] std::string one_line(std::string_view text);

/// A number as DICOM writes it (DS, IS: PS3.5 6.2), with spaces around. None when it is anything else or not
/// finite.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// "20260312" and the old "2026.03.12" → "2026-03-12"; anything else → "".
[[nodiscard]] std::string iso_date(std::string_view text);

/// The file's name without folders and without the suffixes of formats that are read: "a/b.1.nii.gz" → "b.1".
[[nodiscard]] std::string stem_of(std::string_view path);

/// The folder part of a path, without the last '/'; empty at the top.
[[nodiscard]] std::string_view folder_of(std::string_view path);

}  // namespace scanetrix
