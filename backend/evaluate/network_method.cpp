// SPDX-License-Identifier: Apache-2.0
#include "evaluate/network_method.h"

#include <algorithm>
#include <cmath>

#include "base/id.h"
#include "pipeline/run_infer.h"
#include "store/ome_zarr.h"
#include "store/stored_volume.h"

namespace scanetrix {
namespace {

/// CT as whole HU, as scanners store it; else float32.
SeriesVolume as_acquired(const RealVolume& slices, const TestVolume& volume, const EvaluationCase& how) {
  Volume stored;
  stored.type = volume.is_ct ? VoxelType::int16 : VoxelType::float32;
  stored.unit = volume.is_ct ? "HU" : "";
  stored.geometry.shape = slices.shape;
  stored.geometry.ijk_to_lps = {{volume.spacing_mm[2], 0, 0},
                                {0, volume.spacing_mm[1], 0},
                                {0, 0, volume.spacing_mm[0] * how.factor},
                                {}};
  stored.voxels.resize(slices.values.size() * size_bytes(stored.type));
  store_samples(slices.values, stored.type, stored.voxels);
  return held_in_memory(std::move(stored), "simulated");
}

Result<RealVolume> reconstruct_in(const fs::path& folder, const SeriesVolume& acquired,
                                  const ReconstructionOrder& order, std::string& note) {
  SilentProgress silent;
  TRY(make_directories(folder / "in"));
  TRY(write_ome_zarr(acquired, "test", input_zarr(folder), silent));
  TRY(write_order(order, folder));
  const ReconstructionReport report = TRY(run_infer(
      folder, {}, [](std::string_view, double) {}, [] { return true; }));
  note = report.method;
  if (report.flow_part > 0) note += fmt::format(", {:.0f} % flow", 100 * report.flow_part);
  if (report.refine_gain_db)
    note += fmt::format(", refined {:+.2f} dB in {} steps", *report.refine_gain_db, report.refine_steps);
  if (report.gate_gain_db) note += fmt::format(" (gate {:+.2f} dB)", *report.gate_gain_db);
  const SeriesVolume made = TRY(open_stored_volume(reconstructed_zarr(folder)));
  const Volume voxels = TRY(read_volume(made.form, *made.voxels));
  RealVolume out{voxels.geometry.shape,
                 std::vector<float>(static_cast<std::size_t>(voxels.geometry.shape.count()))};
  load_samples(voxels.voxels, voxels.type, out.values);
  return out;
}

}  // namespace

Reconstructor network_method(const fs::path& weights, bool gate, int refine_seconds) {
  return [=](const RealVolume& slices, const TestVolume& volume, const EvaluationCase& how,
             std::string& note) -> Result<RealVolume> {
    const ReconstructionOrder order{.factor = how.factor,
                                    .mode = how.mode,
                                    .slice_thickness_mm = how.told_width * volume.spacing_mm[0],
                                    .weights = weights.string(),
                                    .gate = gate,
                                    .refine_seconds = refine_seconds};
    const fs::path folder = fs::temp_directory_path() / ("scanetrix-evaluate-" + new_id());
    auto made = reconstruct_in(folder, as_acquired(slices, volume, how), order, note);
    TRY(remove_tree(folder));
    return made;
  };
}

}  // namespace scanetrix
