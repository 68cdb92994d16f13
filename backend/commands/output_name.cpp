// SPDX-License-Identifier: Apache-2.0
#include "commands/output_name.h"

#include <array>

namespace scanetrix {
namespace {

struct Suffix {
  std::string_view text;
  OutputKind kind;
};
constexpr std::array kSuffixes{Suffix{".nii", OutputKind::nifti}, Suffix{".nii.gz", OutputKind::nifti_gzip},
                               Suffix{".nrrd", OutputKind::nrrd}, Suffix{".ome.zarr", OutputKind::ome_zarr},
                               Suffix{".png", OutputKind::png}};

/// Known by name, and not written yet.
constexpr std::array<std::string_view, 2> kLater{".stl", ".glb"};

constexpr std::string_view kKnown = ".nii, .nii.gz, .nrrd, .ome.zarr";

}  // namespace

Result<OutputName> parse_output_name(std::string_view output) {
  for (const std::string_view suffix : kLater)
    if (output.ends_with(suffix))
      return fail(ErrorCode::unsupported,
                  fmt::format("--output {} is not written by this version; {} and .png are", suffix, kKnown));
  for (const Suffix& suffix : kSuffixes) {
    if (!output.ends_with(suffix.text)) continue;
    const std::string_view stem = output.substr(0, output.size() - suffix.text.size());
    if (stem.empty() || stem.ends_with('/')) break;
    return OutputName{suffix.kind, std::string(stem), suffix.text};
  }
  return fail(ErrorCode::bad_input, fmt::format("--output must be a name that ends in {} or .png", kKnown));
}

}  // namespace scanetrix
