// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace scanetrix {

/// What stored values stand for where no straight line says it (DICOM PS3.3 C.11.1, Modality LUT).
struct ModalityLut {
  std::int64_t first = 0;              ///< The stored value that has the first entry.
  std::vector<std::uint16_t> entries;  ///< Real values. Never empty; at most 65536.
  std::string unit;                    ///< "HU", "OD", …; what the file calls it; or empty.

  /// Stored values outside take the nearest end (C.11.1.1).
  [[nodiscard]] std::uint16_t at(std::int64_t stored) const {
    const auto last = static_cast<std::int64_t>(entries.size()) - 1;
    return entries[static_cast<std::size_t>(std::clamp<std::int64_t>(stored - first, 0, last))];
  }
  friend bool operator==(const ModalityLut&, const ModalityLut&) = default;
};

}  // namespace scanetrix
