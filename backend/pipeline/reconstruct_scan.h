// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "pipeline/library.h"
#include "reconstruct/interpolate.h"

namespace scanetrix {

/// What a job "reconstruct" is asked for.
struct ReconstructParameters {
  std::string volume;  ///< Empty: the scan's first image.
  ReconstructionMode mode = ReconstructionMode::preserve;
  int refine_seconds = 0;  ///< 0 … kMostRefineSeconds.
};

/// As a job's row has them: `{"volume", "mode", "refineSeconds"}`.
[[nodiscard]] std::string to_text(const ReconstructParameters& parameters);
/// \error internal  It is not what to_text() wrote.
Result<ReconstructParameters> reconstruct_parameters_from(const std::string& text);

/// Makes slices between a scan's slices (`job.parameters_json`): scanetrix-infer works on its stored volume,
/// which it is lent by hard links, and a package with all that the scan has, the result and its uncertainty
/// becomes the scan's in one transaction. Whatever goes wrong, the scan stays as it is and the job says why.
///
/// An earlier reconstruction is replaced. May run again after a crash: every try has a folder of its own.
///
/// \param worker      Who has claimed the job.
/// \param keep_going  Asked about five times a second; false gives the job back to the queue.
/// \error cancelled   The job was cancelled, the scan was removed, or keep_going said no.
/// \error unavailable Disk or database; the job may be tried again.
Result<void> reconstruct_scan(const Library& library, const JobRow& job, const std::string& worker,
                              const std::function<bool()>& keep_going);

/// Takes the reconstruction and its uncertainty away from a scan again.
/// \error not_found  No such scan, or it has none. \error conflict  "job_running", "scan_changed";
/// unavailable
Result<void> remove_reconstruction(const Library& library, const std::string& user_id,
                                   const std::string& scan_id);

/// What is to follow when `scan` has come to be, by configuration: a job "reconstruct", where one is offered
/// for it and Config::reconstruct is "auto"; else nothing.
[[nodiscard]] std::optional<FollowUp> automatic_reconstruction(const Library& library, const ScanRow& scan);

}  // namespace scanetrix
