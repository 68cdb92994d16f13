// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "reconstruct/random.h"
#include "train/head_model.h"

namespace scanetrix {

/// How bright what is in a head appears: by its code (HeadModel::codes). About 0 … 1.
using HeadContrast = std::array<float, kTissues * 256>;

/// Two looks of every tissue, of one kind of scan: a picture changes between them from place to place.
struct HeadContrasts {
  HeadContrast one;
  HeadContrast other;
};

/// Two of five times a T1, else a random curve of one, any brightness for each tissue, or roughly a CT.
[[nodiscard]] HeadContrasts random_contrasts(const HeadModel& head, Random& random);

}  // namespace scanetrix
