// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/volume_header.h"

namespace scanetrix {

/// A text of "Key = Value" lines that begins with ObjectType = Image or NDims, with an ElementDataFile
/// (MetaIO, itk.org/Wiki/MetaIO): .mha with its data, .mhd with data files of their own.
[[nodiscard]] bool sniff_metaimage(ByteView file);

/// What the header says. Raw, zlib and text data; every element type of numbers.
///
/// World coordinates are LPS, as ITK reads them (AnatomicalOrientation is not looked at). The k-th N numbers
/// of TransformMatrix are the direction of axis k. Axes from the fourth on, and channels that are no colour,
/// count time points. Without ElementSpacing, ElementSize counts. \error bad_input    "damaged": a field that
/// is missing or cannot be, naming it. \error unsupported  "unsupported_pixel_format": vectors, strings and
/// other objects than images. \error too_large    "too_large"
[[nodiscard]] Result<VolumeHeader> inspect_metaimage(ByteView file);

}  // namespace scanetrix
