// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "volume/volume.h"

namespace scanetrix {

/// Makes stored voxels the real ones where that is exact: when slope and intercept are whole numbers and
/// every result fits 32 bits, the voxels are rewritten in the narrowest type of integer_type_for() (or stay
/// in `uint8`/`int8` when slope is 1 and intercept 0), and slope and intercept become 1 and 0. Anything else
/// is left as it is. In place where the width stays; else one new buffer. Integer types only; two passes over
/// the voxels on all cores.
void apply_exact_rescale(Volume& volume);

}  // namespace scanetrix
