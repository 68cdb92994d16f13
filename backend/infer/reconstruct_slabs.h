// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/progress.h"
#include "infer/predict_planes.h"
#include "reconstruct/interpolate.h"
#include "store/output_file.h"

namespace scanetrix {

/// A stack made fine by a network, slab by slab, into files of raw voxels.
struct SlabTask {
  const SeriesVolume& volume;  ///< One time point, one channel.
  int factor;
  ReconstructionMode mode;
  SliceProfile profile;  ///< Widths in steps of the fine lattice.
};

/// Writes the fine volume's voxels ([z, y, x], the volume's type) to `voxels`, and to `uncertainty`, alike,
/// half of how far apart the two directions are.
///
/// Planes (z, x) and planes (z, y) are each given to the network and the answers averaged. In preserve mode
/// the acquired slices are copied, bit for bit; in deblur mode what was made is corrected until, through the
/// slice profile, it looks like what was acquired. Voxels that are no number stay none, and so do those whose
/// cubic interpolation is none.
///
/// Progress: stage "reconstructing". Memory: the acquired slices once, as stored, and some 300 MB, however
/// many slices are made. \error As VoxelSource::read_slice(); unavailable; cancelled.
Result<void> reconstruct_slabs(const SlabTask& task, const PlanePredictor& predictor, OutputFile& voxels,
                               OutputFile& uncertainty, Progress& progress);

}  // namespace scanetrix
