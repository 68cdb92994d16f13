// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace scanetrix {

/// Red, green, blue in sRGB.
using LabelColor = std::array<std::uint8_t, 3>;

/// A concept of a terminology (DICOM PS3.3 8.8). Empty where the source gives none.
struct Code {
  std::string value;    ///< "10200004"
  std::string scheme;   ///< "SCT"
  std::string meaning;  ///< "Liver"
};

/// What one value of a label volume stands for. 0 is nothing, and is not listed.
struct LabelValue {
  int value = 1;  ///< 1 … 65535.
  std::string name;
  LabelColor color{};
  Code category;          ///< "Anatomical structure", "Tissue", …
  Code type;              ///< What it is.
  std::string algorithm;  ///< "AUTOMATIC", "SEMIAUTOMATIC", "MANUAL"; empty when unknown.
};

/// The nearest colour of sRGB to CIELab with D50 white, the ICC's connection space, as DICOM's Recommended
/// Display CIELab Value means it (PS3.3 C.10.7.1.1). \param l 0 … 100; a, b −128 … 127
[[nodiscard]] LabelColor srgb_of_cielab(double l, double a, double b);

/// A colour for a label that has none. Neighbouring values get colours far apart.
[[nodiscard]] LabelColor color_of_value(int value);

}  // namespace scanetrix
