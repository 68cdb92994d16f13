// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "render/png.h"
#include "train/distance.h"

namespace scanetrix {

/// Three planes beside one another through the middle of an image whose axes run to the right, the front and
/// the top ([z, y, x]): axial from below, coronal from the front, sagittal with the face to the left; what is
/// inside is outlined in red.
[[nodiscard]] Picture draw_planes(const Shape& shape, const std::vector<float>& values, const Mask& inside);

}  // namespace scanetrix
