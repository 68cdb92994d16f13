// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reconstruct/random.h"
#include "reconstruct/tile.h"

namespace scanetrix {

/// Part of a body as a CT shows it, drawn: fat under skin, organs that hardly differ, bones with a bright
/// shell and a grainy inside, lungs full of vessels, contrast in arteries, air, sometimes metal; blurred as
/// by a reconstruction kernel, with its grainy noise. Values (HU + 1024) / 3072.
[[nodiscard]] Tile draw_ct_phantom(int rows, int columns, Random& random);

/// Smooth shapes of any brightness over one another, thin lines, gratings and texture: edges of every
/// direction and curvature. Values 0 … 1.
[[nodiscard]] Tile draw_shapes(int rows, int columns, Random& random);

/// A new picture from a plane of a label map (whole numbers): every label gets a brightness and a texture of
/// its own (as in SynthSeg, Billot et al. 2023), the shapes are warped. Values 0 … 1.
[[nodiscard]] Tile draw_labels(const Tile& labels, int rows, int columns, Random& random);

}  // namespace scanetrix
