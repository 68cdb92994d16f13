// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace scanetrix {

/// What ImageJ says of a stack in a TIFF's ImageDescription ("ImageJ=1.53\nimages=20\nslices=20\n…").
struct ImageJDescription {
  std::int64_t images = 1;
  std::int64_t channels = 1;
  std::int64_t slices = 1;
  std::int64_t frames = 1;
  double spacing = 0;      ///< Between slices, in `unit`; 0 where it is not said.
  double unit_mm = 0;      ///< Length of the unit; 0 for "pixel", "inch" and what is no length.
  bool has_scale = false;  ///< Values have a calibration (c0 + c1 · stored, or a curve).
};

/// None where the text is not ImageJ's. Numbers that are none, or below one where they count, are left at
/// their default; nothing of the text is kept.
[[nodiscard]] std::optional<ImageJDescription> parse_imagej_description(std::string_view text);

}  // namespace scanetrix
