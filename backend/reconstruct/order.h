// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/file.h"
#include "reconstruct/interpolate.h"

namespace scanetrix {

/// What scanetrix-infer is told. One job has one folder, and the program sees nothing else, and writes below
/// out/ alone:
///
///     in/order.json              this
///     in/weights.safetensors     where a network is to be used
///     in/zarr/                   the volume, as store/ome_zarr.h writes it
///     out/reconstructed/zarr/    what it makes of it
///     out/uncertainty/zarr/      how far the two directions lie apart, in the volume's unit; with a network
///     out/report.json            ReconstructionReport, written last
struct ReconstructionOrder {
  int factor = 2;
  ReconstructionMode mode = ReconstructionMode::preserve;
  /// Width of the acquired slices, mm; none: the scan's own in-plane detail tells.
  std::optional<double> slice_thickness_mm;
  ProfileShape profile_shape = ProfileShape::hann;
  std::string weights;  ///< The file, which write_order() copies into the folder. Empty: no network is used.
  /// Whether the network must first beat the best classical method on the scan's own in-plane detail.
  bool gate = true;
  /// For going on training on the scan's own slices first; 0: not at all. At most kMostRefineSeconds.
  int refine_seconds = 0;
};

inline constexpr int kMostRefineSeconds = 120;

/// What came of it.
struct ReconstructionReport {
  std::string method;  ///< "network" or an interpolation's name.
  std::string reason;  ///< Why the network was not used, one sentence; else empty.
  std::string model;   ///< Name and training state of the weights that were used; else empty.
  std::string model_sha256;
  int factor = 1;
  std::string mode;
  std::string profile_shape;
  double profile_width_mm = 0;
  bool profile_known = false;  ///< False: it was told from the scan's own detail.
  /// On the scan's own in-plane detail: what the network is better by than the best classical method, dB.
  std::optional<double> gate_gain_db;
  int refine_steps = 0;  ///< How often the scan's own slices bettered the network that was used.
  /// On the same detail, what refining made the network better by, dB; where it was tried. Only a gain is
  /// used.
  std::optional<double> refine_gain_db;
  /// Thin slices with gaps: the part of what flow says (slice_flow.h) in the slices that were made.
  double flow_part = 0;
  std::string error_code;  ///< Empty, or why there is nothing.
  std::string error_detail;
};

/// Makes in/ and out/ too. \error not_found (the weights); unavailable
Result<void> write_order(const ReconstructionOrder& order, const fs::path& folder);
/// \error bad_input  The order is not there or not as we write it.
[[nodiscard]] Result<ReconstructionOrder> read_order(const fs::path& folder);

Result<void> write_report(const ReconstructionReport& report, const fs::path& folder);
/// \error internal  The report is not there or not as we write it.
[[nodiscard]] Result<ReconstructionReport> read_reconstruction_report(const fs::path& folder);

/// Below the folder.
[[nodiscard]] fs::path input_zarr(const fs::path& folder);
[[nodiscard]] fs::path reconstructed_zarr(const fs::path& folder);
[[nodiscard]] fs::path uncertainty_zarr(const fs::path& folder);

}  // namespace scanetrix
