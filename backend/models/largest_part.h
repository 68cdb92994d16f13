// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "models/model_description.h"
#include "volume/geometry.h"

namespace scanetrix {

/// Of each label that is asked for, takes away all but its largest connected part; of two as large, the one
/// that begins first stays. \param labels  [z, y, x] of `shape`. Memory: 4 bytes a voxel, and as many again
/// at worst.
void keep_largest_parts(std::span<std::uint16_t> labels, const Shape& shape, const KeepLargest& wanted);

}  // namespace scanetrix
