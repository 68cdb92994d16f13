// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/dicom_object.h"
#include "ingest/dicom_slice.h"

namespace scanetrix {

/// What a DICOM file holds.
using DicomFile = std::variant<std::vector<DicomSlice>, DicomObject>;

/// Loads what DCMTK reads from outside its input: its dictionary, character set tables. Once; cheap
/// afterwards. Whoever closes the file system around ingest calls it before; else DCMTK does so at their
/// first use.
void prepare_dicom();

/// "DICM" behind a preamble (DICOM PS3.10 7.1), or plainly a DICOM data set without one.
[[nodiscard]] bool sniff_dicom(ByteView file);

/// Reads everything before the pixels, and checks that the pixels can be what the header claims: one slice a
/// frame, or a tile of a frame (see split_frames()), in the order of the file. Never empty.
///
/// \error bad_input    "damaged": cannot be parsed, numbers contradict each other, pixel data are missing or
/// too short;
///                     "not_an_image": a DICOM object without a picture, named.
/// \error unsupported  ""unsupported_transfer_syntax", "unsupported_pixel_format",
/// "unsupported_format". Cost: the header's size, not the picture's. Safe from any thread.
[[nodiscard]] Result<std::vector<DicomSlice>> read_dicom_header(ByteView file);

/// The same, but an object without a picture, or of a kind that is not read, comes with what it belongs to.
[[nodiscard]] Result<DicomFile> read_dicom_file(ByteView file);

}  // namespace scanetrix
