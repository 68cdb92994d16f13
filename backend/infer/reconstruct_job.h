// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/progress.h"
#include "reconstruct/order.h"

namespace scanetrix {

/// Does what FOLDER/in/order.json says (see reconstruct/order.h) and leaves out/report.json. What is missing
/// when it fails: everything but the report, which says why.
///
/// The network is used on at least eight slices, and, where the order wants the gate, only if on the scan's
/// own in-plane detail it is better than the best classical method by 0.2 dB; else that one is, and the
/// report says so. Progress: stages "checking", "reconstructing", "pyramid".
Result<void> run_reconstruction(const fs::path& folder, Progress& progress);

}  // namespace scanetrix
