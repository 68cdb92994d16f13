// SPDX-License-Identifier: Apache-2.0
#include "commands/make_isotropic.h"

#include "pipeline/reconstruction.h"
#include "pipeline/run_infer.h"
#include "reconstruct/offer.h"
#include "store/ome_zarr.h"

namespace scanetrix {

Result<Series> make_isotropic(const Series& series, ReconstructionMode mode, int refine_seconds,
                              const fs::path& work, Progress& progress) {
  const SeriesVolume& acquired = series.volumes.front();
  Series result = series;
  const auto offer = reconstruction_offer(acquired, series.warnings);
  if (!offer && offer.error().slug == "not_needed") {
    result.warnings.push_back({"not_reconstructed", offer.error().message});
    return result;
  }
  if (!offer) return tl::make_unexpected(offer.error());
  TRY(make_directories(work / "in"));
  TRY(write_ome_zarr(acquired, series.name, input_zarr(work), progress));
  const ReconstructionOrder order = order_for(acquired, offer->factor, mode, refine_seconds);
  TRY(write_order(order, work));
  const ReconstructionReport report = TRY(run_infer(
      work, {}, [&](std::string_view stage, double fraction) { progress.report(stage, fraction); },
      [&] { return !progress.cancelled(); }));
  result.volumes = {TRY(made_volumes(work, acquired, order, report)).front()};
  result.warnings.push_back({"reconstructed", result.volumes.front().how});
  return result;
}

}  // namespace scanetrix
