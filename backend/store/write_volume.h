// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/progress.h"
#include "store/output_file.h"
#include "volume/voxel_source.h"

namespace scanetrix {

// Both write `head`, then all slices of all time points, [t, z, y, x, channel], little endian. Slices are
// made and written on all cores; no more of the volume is in memory than a few MiB (or slices, where one is
// larger) a core. The caller commits the file.
//
// Errors: what VoxelSource::read_slice() returned, as it came; unavailable (disk full, …); cancelled when
// `progress` says so; too_large when memory runs out.

/// As the voxels are.
Result<void> write_plain(ByteView head, const VolumeForm& form, const VoxelSource& voxels, OutputFile& file,
                         const Progress& progress);

/// As one gzip member.
Result<void> write_gzipped(ByteView head, const VolumeForm& form, const VoxelSource& voxels, OutputFile& file,
                           const Progress& progress);

}  // namespace scanetrix
