// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "base/result.h"

namespace scanetrix {

/// Holds the list of files at the end of a 7z archive against the archive's size, before libarchive reads it.
///
/// The list is packed itself, and libarchive makes about a hundred bytes for each file of which it says a
/// single bit: an archive of 5 KB could take all of the memory. What the list unpacks to stands plainly in
/// front of it (7zFormat.txt, "Encoded Header"), and an archive of scans is larger than its list.
///
/// \error bad_input  "damaged": not laid out as 7-Zip does. \error too_large  "archive_limit"
Result<void> check_seven_zip_header(const fs::path& archive);

}  // namespace scanetrix
