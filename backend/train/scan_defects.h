// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/head_picture.h"

namespace scanetrix {

/// Makes of a head's brightness what a scanner makes of it: a bias field, blur, noise, slices that are thick
/// along one axis, a field of view that may be too small; then mean 0 and deviation 1, roughly, since what
/// the network sees of a whole scan is not normalised by its block.
void scan_with_defects(HeadPicture& picture, Random& random);

/// The mean over `thickness` >= 1 voxels along an axis (0 = x, 1 = y, 2 = z), with noise in each such slice,
/// and linear between the slices' middles.
void make_thick(std::vector<float>& values, const Shape& shape, int axis, double thickness, double noise,
                Random& random);

}  // namespace scanetrix
