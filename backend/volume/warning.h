// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace scanetrix {

/// Something that a reader of the scan must know: what the source leaves open or what was done to it.
struct Warning {
  std::string code;     ///< Stable: "uncalibrated", "order_not_verified", …
  std::string message;  ///< One sentence with numbers, for a person. No patient data.
};

/// A file that did not go in.
struct Refusal {
  std::string path;    ///< As the user named it, relative to the upload.
  std::string code;    ///< Stable: "unsupported_transfer_syntax", …
  std::string reason;  ///< One sentence that a person can act on.
};

}  // namespace scanetrix
