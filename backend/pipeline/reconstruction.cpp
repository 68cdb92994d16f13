// SPDX-License-Identifier: Apache-2.0
#include "pipeline/reconstruction.h"

#include <cmath>

#include "pipeline/run_infer.h"
#include "reconstruct/lattice.h"
#include "store/stored_volume.h"

namespace scanetrix {
namespace {

constexpr std::size_t kVersionDigits = 12;

/// Along the step, which leans against the slices' normal where the gantry was tilted.
std::optional<double> thickness_along_step(const SeriesVolume& volume) {
  if (!volume.slice_thickness_mm) return std::nullopt;
  const Affine& affine = volume.form.geometry.ijk_to_lps;
  const Vec3 across = cross(affine.step_i, affine.step_j);
  const double upright = std::abs(dot(affine.step_k, across)) / (length(affine.step_k) * length(across));
  return *volume.slice_thickness_mm / upright;
}

std::string in_words(const ReconstructionReport& report, std::int64_t made, std::int64_t acquired) {
  std::string text = fmt::format("{} slices reconstructed from {} (factor {}, {}, ", made, acquired,
                                 report.factor, report.mode);
  text += report.method == "network"
              ? fmt::format("network {} {}", report.model, report.model_sha256.substr(0, kVersionDigits))
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

std::vector<Parameter> parameters_of(const ReconstructionReport& report, const ReconstructionOrder& order) {
  using Value = decltype(Parameter::value);
  const auto text_or_none = [](const std::string& text) {
    return text.empty() ? Value(std::monostate{}) : Value(text);
  };
  const auto number_or_none = [](const std::optional<double>& number) {
    return number ? Value(*number) : Value(std::monostate{});
  };
  return {{"method", report.method},
          {"mode", report.mode},
          {"factor", static_cast<double>(report.factor)},
          {"profileShape", report.profile_shape},
          {"profileWidthMm", report.profile_width_mm},
          {"profileKnown", report.profile_known},
          {"modelSha256", text_or_none(report.model_sha256)},
          {"gateGainDb", number_or_none(report.gate_gain_db)},
          {"refineSeconds", static_cast<double>(order.refine_seconds)},
          {"refineSteps", static_cast<double>(report.refine_steps)},
          {"refineGainDb", number_or_none(report.refine_gain_db)},
          {"flowPart", report.flow_part},
          {"networkRefused", text_or_none(report.reason)}};
}

Result<SeriesVolume> open_made(const fs::path& zarr, const SeriesVolume& acquired,
                               const ReconstructionOrder& order, const ReconstructionReport& report) {
  SeriesVolume made = TRY(open_stored_volume(zarr));
  const Geometry expected = refined(acquired.form.geometry, order.factor);
  if (made.form.geometry.shape != expected.shape || made.form.type != acquired.form.type)
    return fail(ErrorCode::internal, "the reconstruction is not on the lattice that was ordered");
  made.form.geometry = expected;
  made.parameters = acquired.parameters;
  for (Parameter& parameter : parameters_of(report, order)) made.parameters.push_back(std::move(parameter));
  made.model = report.model;
  made.model_version = report.model_sha256.substr(0, kVersionDigits);
  return made;
}

}  // namespace

ReconstructionOrder order_for(const SeriesVolume& acquired, int factor, ReconstructionMode mode,
                              int refine_seconds) {
  return {.factor = factor,
          .mode = mode,
          .slice_thickness_mm = thickness_along_step(acquired),
          .weights = shipped_weights().value_or(fs::path()).string(),
          .refine_seconds = refine_seconds};
}

Result<std::vector<SeriesVolume>> made_volumes(const fs::path& folder, const SeriesVolume& acquired,
                                               const ReconstructionOrder& order,
                                               const ReconstructionReport& report) {
  const std::int64_t slices = acquired.form.geometry.shape.z;
  SeriesVolume fine = TRY(open_made(reconstructed_zarr(folder), acquired, order, report));
  fine.id = "reconstructed";
  fine.reconstructed_from = acquired.id;
  fine.how = in_words(report, fine.form.geometry.shape.z, slices);
  fine.interpolated_slices =
      unmeasured_slices(slices, order.factor, acquired.interpolated_slices, order.mode);
  std::error_code error;
  if (!fs::exists(uncertainty_zarr(folder), error)) return std::vector{std::move(fine)};
  SeriesVolume doubt = TRY(open_made(uncertainty_zarr(folder), acquired, order, report));
  doubt.id = "uncertainty";
  doubt.form.kind = VolumeKind::uncertainty;
  doubt.uncertainty_of = fine.id;
  doubt.how = "Half of how far apart the network's two answers are, along rows and along columns.";
  return std::vector{std::move(fine), std::move(doubt)};
}

}  // namespace scanetrix
