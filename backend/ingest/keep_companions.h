// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "ingest/dicom_object.h"
#include "ingest/dicom_slice.h"

namespace scanetrix {

/// A file that is no picture.
struct ObjectFile {
  std::size_t file;  ///< Index among the files given to ingest.
  DicomObject object;
};

/// With which series' files such files are kept: series UID → files, ascending.
///
/// A file goes with every series of its study that it refers to and that is there; where it refers to none,
/// with the first of its study, by series number. Without a picture of its study it goes with none.
[[nodiscard]] std::map<std::string, std::vector<std::size_t>> keep_companions(
    std::span<const ObjectFile> objects, std::span<const DicomSlice> slices);

}  // namespace scanetrix
