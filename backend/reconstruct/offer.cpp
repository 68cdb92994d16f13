// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/offer.h"

#include <algorithm>

#include "reconstruct/lattice.h"

namespace scanetrix {
namespace {

constexpr double kWorthIt = 1.5;  ///< Steps between slices, in pixels.
constexpr std::int64_t kLeastSlices = 8;

auto refuse(std::string_view code, std::string why) {
  return fail(ErrorCode::unsupported, code, std::move(why));
}

Result<void> check_kind(const SeriesVolume& volume) {
  const VolumeForm& form = volume.form;
  if (form.kind != VolumeKind::image)
    return refuse("not_an_image", "These voxels are no measured values; there is nothing to reconstruct.");
  if (!volume.reconstructed_from.empty())
    return refuse("not_acquired", "This volume was reconstructed itself. Reconstruct the acquired one.");
  if (form.channels != 1)
    return refuse("not_scalar",
                  "The pictures are in colour; only volumes of one value a voxel are reconstructed.");
  if (form.time_points != 1)
    return refuse(
        "time_series",
        fmt::format("There are {} time points; only volumes of one are reconstructed.", form.time_points));
  if (volume.cine)
    return refuse("no_stack", "These are pictures over time, and nothing lies between them in space.");
  if (form.geometry.shape.z < 2) return refuse("no_stack", "This is one picture, not a stack of slices.");
  return {};
}

Result<void> check_stack(const SeriesVolume& volume, std::span<const Warning> warnings) {
  const auto warned = [&](std::string_view code) {
    return std::any_of(warnings.begin(), warnings.end(), [&](const Warning& w) { return w.code == code; });
  };
  const std::int64_t slices = volume.form.geometry.shape.z;
  if (slices < kLeastSlices)
    return refuse("too_few_slices", fmt::format("There are {} slices; at least {} are needed to tell what "
                                                "lies between them.",
                                                slices, kLeastSlices));
  if (warned("order_not_verified"))
    return refuse(
        "order_not_verified",
        "The files do not say in which order their slices lie. Between slices in a wrong order there "
        "would be nothing real.");
  if (warned("unrelated_slices"))
    return refuse("unrelated_slices",
                  "Neighbouring slices are hardly alike: they may not belong to one volume, or not be in "
                  "order.");
  if (!volume.form.geometry.calibrated)
    return refuse(
        "uncalibrated",
        "It is not known how large a pixel is and how far the slices lie apart. Once that is entered, "
        "slices between them can be made.");
  return {};
}

}  // namespace

Result<ReconstructionOffer> reconstruction_offer(const SeriesVolume& volume,
                                                 std::span<const Warning> warnings) {
  TRY(check_kind(volume));
  TRY(check_stack(volume, warnings));
  const Geometry& geometry = volume.form.geometry;
  const auto [dz, dy, dx] = geometry.spacing_mm();
  const int factor = refinement_factor(geometry);
  if (factor < kLeastFactor || dz < kWorthIt * std::min(dx, dy))
    return refuse(
        "not_needed",
        fmt::format("The slices are {:.3g} mm apart and the pixels {:.3g} mm wide: there is nothing "
                    "to make finer.",
                    dz, std::min(dx, dy)));
  return ReconstructionOffer{factor, refined(geometry, factor)};
}

}  // namespace scanetrix
