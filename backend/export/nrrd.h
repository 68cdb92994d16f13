// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "base/bytes.h"
#include "export/export_note.h"
#include "volume/voxel_source.h"

namespace scanetrix {

/// The text before the voxels of an attached NRRD file: raw, little endian, in space left-posterior-superior
/// (the patient frame as it is). Voxels follow in a Volume's order; time points are the last axis, colour the
/// first. Numbers are written so that they read back as the same double.
///
/// NRRD has no place for slope and intercept. \pre slope is 1 and intercept 0; see nrrd_form(). A note's
/// title is the field `content`, its facts are key/value pairs.
[[nodiscard]] Bytes nrrd_header(const VolumeForm& form, const std::optional<ExportNote>& note = {});

/// The form in which NRRD can hold a volume: itself, or, where it has slope or intercept, real values as
/// float64.
[[nodiscard]] VolumeForm nrrd_form(const VolumeForm& form);

/// The voxels that go with nrrd_form(form). `voxels` are those of `form`.
[[nodiscard]] std::shared_ptr<const VoxelSource> nrrd_voxels(const VolumeForm& form,
                                                             std::shared_ptr<const VoxelSource> voxels);

}  // namespace scanetrix
