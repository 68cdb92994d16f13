// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "render/png.h"
#include "volume/series.h"

namespace scanetrix {

/// A 3D picture of a volume, made without graphics hardware: parallel rays from the patient's front (LPS,
/// head up, the patient's right on the left), shaded by the gradient, on black.
///
/// What lies in the upper part of `window` is solid, below its centre nothing is seen; colour is drawn as
/// luminance. Meant for a coarse level (128³ takes about 0.2 s at 320 × 320 on two cores).
///
/// \param turn_degrees  Round the body's long axis; 30 shows the patient's right side a little.
[[nodiscard]] Picture ray_cast(const Volume& volume, const DisplayWindow& window, int width, int height,
                               double turn_degrees);

}  // namespace scanetrix
