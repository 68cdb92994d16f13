// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reconstruct/random.h"
#include "reconstruct/tile.h"

namespace scanetrix {

/// Gaussian of `sigma` pixels, separable; the border goes on. Not over 4 pixels.
[[nodiscard]] Tile blurred(const Tile& plane, double sigma);

/// Smaller by `times` >= 1, each pixel the mean of the area that it covers: as sharp as pixels can be.
[[nodiscard]] Tile shrunk(const Tile& plane, double times);

/// Turned by 0, 90, 180 or 270 degrees and perhaps mirrored.
[[nodiscard]] Tile turned(const Tile& plane, Random& random);

/// Noise that hangs together over about `grain` pixels, mean 0, deviation 1.
[[nodiscard]] Tile grainy_noise(int rows, int columns, double grain, Random& random);

/// Values through a random curve that need not rise, 0 … 1 to 0 … 1: another contrast of the same anatomy.
void change_contrast(Tile& plane, Random& random);

}  // namespace scanetrix
