// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "models/registry.h"
#include "pipeline/library.h"
#include "volume/series.h"

namespace scanetrix {

/// What a job "segment" is asked for.
struct SegmentParameters {
  std::string model;
  std::string volume;  ///< Of the scan; an image.
};

/// As a job's row has them: `{"model", "volume"}`.
[[nodiscard]] std::string to_text(const SegmentParameters& parameters);
/// \error internal  It is not what to_text() wrote.
Result<SegmentParameters> segment_parameters_from(const std::string& text);

/// Whether a model can be run on a volume, as far as can be said without its voxels.
/// \error unsupported  "not_an_image", "not_scalar", "time_series", "uncalibrated", "sheared"; too_large
/// "too_large"
[[nodiscard]] Result<void> check_suits(const ModelDescription& model, const SeriesVolume& source);

/// Runs a model that was dropped in on a volume of a scan (`job.parameters_json`): scanetrix-infer works on
/// the stored volume, which it is lent by hard links, and a package with all that the scan has and the result
/// becomes the scan's in one transaction. The result is the volume "model-ID": labels on the source's voxels,
/// or an image. An earlier one of this model is replaced. Whatever goes wrong, the scan stays as it is and
/// the job says why.
///
/// \param worker      Who has claimed the job.
/// \param keep_going  Asked about five times a second; false gives the job back to the queue.
/// \error cancelled   The job was cancelled, the scan was removed, or keep_going said no.
/// \error unavailable Disk or database; the job may be tried again.
Result<void> segment_scan(const Library& library, const JobRow& job, const std::string& worker,
                          const std::function<bool()>& keep_going);

/// Whether a volume of this id is what a model made.
[[nodiscard]] bool is_of_model(std::string_view volume_id);

/// Takes such a volume away from a scan again. \error As remove_made_volumes().
Result<void> remove_of_model(const Library& library, const std::string& user_id, const std::string& scan_id,
                             const std::string& volume_id);

}  // namespace scanetrix
