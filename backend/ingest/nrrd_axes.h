// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/nrrd_fields.h"
#include "ingest/volume_header.h"

namespace scanetrix {

/// What the axes of a NRRD are for: shape, steps, meaning and time points, and where the volume lies. Needs
/// header.element.kind. As inspect_nrrd() promises.
[[nodiscard]] Result<void> read_nrrd_axes(const NrrdFields& fields, VolumeHeader& header);

}  // namespace scanetrix
