// SPDX-License-Identifier: Apache-2.0
#include "ingest/volume_header.h"

#include <algorithm>
#include <cmath>

#include "ingest/limits.h"

namespace scanetrix {

std::uint64_t stored_samples(const VolumeHeader& header) {
  return static_cast<std::uint64_t>(header.geometry.shape.count() * header.time_points()) *
         header.element.samples();
}

std::uint64_t stored_bytes(const VolumeHeader& header) {
  return header.element.stored_bytes(stored_samples(header));
}

Result<void> check_volume_header(const VolumeHeader& header) {
  constexpr std::uint64_t kMostTimePoints = 65536;
  const Shape& shape = header.geometry.shape;
  std::uint64_t times = 1;
  const auto multiply = [](std::uint64_t& product, std::int64_t size) -> Result<void> {
    if (size < 1)
      return fail(ErrorCode::bad_input, "damaged", fmt::format("An axis would be {} long.", size));
    if (!multiply_checked(product, static_cast<std::uint64_t>(size), product)) product = ~0ull;
    return {};
  };
  for (const TimeAxis& axis : header.steps.times) TRY(multiply(times, axis.size));
  if (times > kMostTimePoints)
    return fail(ErrorCode::too_large, "too_large",
                fmt::format("The file would hold {} volumes; at most {} are read.", times, kMostTimePoints));
  std::uint64_t voxels = 1;
  for (const std::int64_t size : {shape.x, shape.y, shape.z}) TRY(multiply(voxels, size));
  TRY(check_volume_size(voxels));
  TRY(check_volume_size(voxels * header.element.decoded_bytes()));
  return {};
}

bool is_usable(const Affine& affine) {
  const auto numbers = affine.row_major();
  if (!std::all_of(numbers.begin(), numbers.end(),
                   [](double n) { return std::isfinite(n) && std::abs(n) < 1e9; }))
    return false;
  const double size = length(affine.step_i) * length(affine.step_j) * length(affine.step_k);
  return size > 0 && std::abs(affine.determinant()) > 1e-4 * size;
}

void warn_of_shear(const Affine& affine, std::vector<Warning>& warnings) {
  const auto cosine = [](Vec3 a, Vec3 b) { return std::abs(dot(a, b)) / (length(a) * length(b)); };
  const double worst = std::max({cosine(affine.step_i, affine.step_j), cosine(affine.step_j, affine.step_k),
                                 cosine(affine.step_i, affine.step_k)});
  if (worst > 0.01)
    warnings.push_back({"sheared", fmt::format("The volume's axes are not at right angles: {:.1f}° off.",
                                               std::asin(std::min(worst, 1.0)) * 180 / 3.14159265358979)});
}

}  // namespace scanetrix
