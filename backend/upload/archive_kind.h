// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "upload/archive_reader.h"

namespace scanetrix {

/// What kind of archive the bytes are, whatever the file is called: ZIP, 7z, tar (by its header's checksum),
/// and gzip, bzip2, xz or zstd around a tar or around a single file.
///
/// Not one, because its reader unpacks it itself: NIfTI in gzip. A pair's header in gzip (.hdr.gz: magic
/// "ni1", or Analyze's none) is a packed file, so that both halves are plain. Not one either: a packed file
/// whose start cannot be unpacked, DICOM whose preamble looks like a tar, what cannot be opened. Cost: reads
/// one block, and of packed files unpacks one.
[[nodiscard]] ArchiveKind archive_kind(const fs::path& file);

}  // namespace scanetrix
