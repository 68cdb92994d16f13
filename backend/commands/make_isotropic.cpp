// SPDX-License-Identifier: Apache-2.0
#include "commands/make_isotropic.h"

#include <algorithm>

#include "pipeline/run_infer.h"
#include "reconstruct/lattice.h"
#include "store/ome_zarr.h"
#include "store/stored_volume.h"

namespace scanetrix {
namespace {

constexpr double kWorthIt = 1.5;  ///< Steps between slices, in pixels.

std::string in_words(const ReconstructionReport& report, const SeriesVolume& fine, std::int64_t slices) {
  std::string text = fmt::format("{} slices reconstructed from {} (factor {}, {}, ",
                                 fine.form.geometry.shape.z, slices, report.factor, report.mode);
  text += report.method == "network"
              ? fmt::format("network {} {}", report.model, report.model_sha256.substr(0, 12))
              : report.method;
  text += fmt::format("; slice profile {} of {:.2f} mm{}", report.profile_shape, report.profile_width_mm,
                      report.profile_known ? "" : ", judged by the scan's own detail");
  if (report.method == "network" && report.flow_part > 0)
    text += fmt::format("; {:.0f} % of what lies between by moving slices into one another",
                        100 * report.flow_part);
  if (report.refine_gain_db)
    text += fmt::format("; refined on the scan itself in {} steps ({:+.2f} dB)", report.refine_steps,
                        *report.refine_gain_db);
  if (report.gate_gain_db)
    text +=
        fmt::format("; on the scan's own detail the network is {:+.2f} dB against the best classical method",
                    *report.gate_gain_db);
  text += ").";
  if (!report.reason.empty()) text += " No network: " + report.reason;
  return text;
}

}  // namespace

Result<Series> make_isotropic(const Series& series, ReconstructionMode mode, int refine_seconds,
                              const fs::path& work, Progress& progress) {
  const SeriesVolume& acquired = series.volumes.front();
  const Geometry& geometry = acquired.form.geometry;
  if (!geometry.calibrated)
    return fail(ErrorCode::unsupported, "uncalibrated",
                "The files do not say how far the slices lie apart, so nothing can be made between them.");
  const auto [dz, dy, dx] = geometry.spacing_mm();
  const int factor = refinement_factor(geometry);
  Series result = series;
  if (factor < kLeastFactor || dz < kWorthIt * std::min(dx, dy)) {
    result.warnings.push_back(
        {"not_reconstructed",
         fmt::format(
             "The slices are {:.3g} mm apart and the pixels {:.3g} mm wide: there is nothing to make finer.",
             dz, std::min(dx, dy))});
    return result;
  }
  TRY(make_directories(work / "in"));
  TRY(write_ome_zarr(acquired, series.name, input_zarr(work), progress));
  TRY(write_order({.factor = factor,
                   .mode = mode,
                   .weights = shipped_weights().value_or(fs::path()).string(),
                   .refine_seconds = refine_seconds},
                  work));
  const ReconstructionReport report = TRY(run_infer(
      work, {}, [&](std::string_view stage, double fraction) { progress.report(stage, fraction); },
      [&] { return !progress.cancelled(); }));
  SeriesVolume fine = TRY(open_stored_volume(reconstructed_zarr(work)));
  fine.id = "reconstructed";
  fine.how = in_words(report, fine, geometry.shape.z);
  fine.interpolated_slices = unmeasured_slices(geometry.shape.z, factor, acquired.interpolated_slices, mode);
  result.warnings.push_back({"reconstructed", fine.how});
  result.volumes = {std::move(fine)};
  return result;
}

}  // namespace scanetrix
