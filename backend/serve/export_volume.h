// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "base/file.h"
#include "serve/asked_volume.h"
#include "serve/http_message.h"

namespace scanetrix {

enum class ExportFormat {
  nifti,
  nrrd,
  dicom,     ///< One Enhanced CT or MR Image object; see dicom_header().
  ome_zarr,  ///< The group as it is kept, in a ZIP that is not compressed.
};

/// "nifti", "nrrd", "dicom", "ome-zarr".
[[nodiscard]] std::optional<ExportFormat> export_format_named(std::string_view name);
[[nodiscard]] std::string_view suffix_of(ExportFormat format);

/// A volume as one file without a name, gone when the last who holds it lets it go; slab by slab, so that
/// memory stays small. \param work  Where there is room for it. \error As ZarrReader::read(); unavailable,
/// "disk_full"; as dicom_header().
Result<FileBody> export_volume(const ScanRow& scan, const VolumeFacts& facts, ExportFormat format,
                               const fs::path& work);

}  // namespace scanetrix
