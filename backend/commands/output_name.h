// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace scanetrix {

/// What `convert` writes; the suffix of --output decides.
enum class OutputKind { nifti, nifti_gzip, nrrd, ome_zarr, png, stl, glb };

/// A path of --output, from which the names of all files are made.
struct OutputName {
  OutputKind kind = OutputKind::nifti;
  std::string stem;         ///< All before the suffix, folders included.
  std::string_view suffix;  ///< With its dot.

  [[nodiscard]] std::filesystem::path path() const { return stem + std::string(suffix); }
  /// "OUT.nii" → "OUT_part.nii".
  [[nodiscard]] OutputName with(const std::string& part) const { return {kind, stem + "_" + part, suffix}; }
};

/// \error bad_input  No suffix that is known, or nothing before it; the message lists them.
[[nodiscard]] Result<OutputName> parse_output_name(std::string_view output);

}  // namespace scanetrix
