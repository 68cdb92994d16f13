// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "pipeline/library.h"

namespace scanetrix {

/// One upload's way from staging into the library. Start reading in import_scan.cpp.
///
/// May run again after a crash: every step overwrites what an earlier try left, and scans get the same ids.
///
/// \param worker      Who has claimed the job.
/// \param keep_going  Asked about five times a second; false gives the job back to the queue.
/// \error cancelled   The upload was removed, or the job is another's, or keep_going said no. Nothing is
/// kept. \error unavailable Disk or database; the job may be tried again.
Result<void> import_scan(const Library& library, const JobRow& job, const std::string& worker,
                         const std::function<bool()>& keep_going);

/// The id of the n-th scan that a job makes: always the same.
[[nodiscard]] std::string scan_id_of(const std::string& job_id, std::size_t n);

}  // namespace scanetrix
