// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "pipeline/library.h"

namespace scanetrix {

/// Reads a scan again from its kept original, with what a person decided (`job.parameters_json`, as
/// decisions_json.h has it), by the same way as its upload came in, and puts the result in its place.
///
/// Until the last step, and after a job that failed, was cancelled or died, the scan is as it was: the new
/// package lies beside the old one under a name that nobody knows yet, and one transaction makes it the
/// scan's. What it replaced goes later (Library::remove_replaced_packages).
///
/// \param worker      Who has claimed the job.
/// \param keep_going  Asked about five times a second; false gives the job back to the queue.
/// \error cancelled   The scan was removed, the job was cancelled or is another's, or keep_going said no.
/// \error unavailable Disk or database; the job may be tried again.
Result<void> reread_scan(const Library& library, const JobRow& job, const std::string& worker,
                         const std::function<bool()>& keep_going);

}  // namespace scanetrix
