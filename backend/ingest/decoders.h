// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/dicom_object.h"
#include "ingest/dicom_slice.h"
#include "ingest/picture.h"
#include "ingest/volume_header.h"

namespace scanetrix {

/// What a file holds, known from its header alone.
using FileHeader = std::variant<std::vector<DicomSlice>, DicomObject, VolumeHeader, Picture>;

/// A header and the name of its format, as in Series::format.
struct InspectedFile {
  std::string_view format;
  FileHeader header;
};

/// Finds out by the bytes, never by the name, what a file is, and reads its header. Pixels stay untouched.
/// \error bad_input    "empty_file", "not_an_image", "damaged"
/// \error unsupported  "unsupported_format" and what the format's reader returns.
[[nodiscard]] Result<InspectedFile> inspect(ByteView file);

}  // namespace scanetrix
