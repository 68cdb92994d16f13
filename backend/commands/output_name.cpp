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
                               Suffix{".png", OutputKind::png},   Suffix{".stl", OutputKind::stl},
                               Suffix{".glb", OutputKind::glb}};

}  // namespace

Result<OutputName> parse_output_name(std::string_view output) {
  for (const Suffix& suffix : kSuffixes) {
    if (!output.ends_with(suffix.text)) continue;
    const std::string_view stem = output.substr(0, output.size() - suffix.text.size());
    if (stem.empty() || stem.ends_with('/')) break;
    return OutputName{suffix.kind, std::string(stem), suffix.text};
  }
  return fail(ErrorCode::bad_input,
              "--output must be a name that ends in .nii, .nii.gz, .nrrd, .ome.zarr, .png, .stl or .glb");
}

}  // namespace scanetrix
