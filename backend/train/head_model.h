// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "train/distance.h"
#include "train/package_volume.h"

namespace scanetrix {

/// What a voxel of the head is made of, as far as a picture of any contrast can tell it apart.
enum class Tissue : std::uint8_t {
  fluid,  ///< In the brain: ventricles, fissures.
  gray,
  white,
  outer_fluid,  ///< Dark in T1, just outside of the brain.
  skull,        ///< Dark in T1, around the brain.
  cavity,       ///< Dark in T1, elsewhere: sinuses, airways, eyes, teeth.
  muscle,
  skin,
  fat,
  air,  ///< Around the head.
};
inline constexpr std::size_t kTissues = 10;

/// Gray, white and the fluid between.
[[nodiscard]] constexpr bool is_brain(Tissue tissue) {
  return tissue <= Tissue::white;
}

/// A head of which pictures are made: voxels of 1 mm, axes to the right, the front and the top, [z, y, x].
struct HeadModel {
  Shape shape;
  /// Tissue × 256 + brightness in T1 (0 … 255).
  std::vector<std::uint16_t> codes;
  std::array<float, kTissues> means{};   ///< Brightness of each tissue in T1, 0 … 255.
  std::array<double, 3> brain_centre{};  ///< Index [z, y, x].

  [[nodiscard]] static Tissue tissue(std::uint16_t code) { return static_cast<Tissue>(code >> 8); }
  [[nodiscard]] static std::uint8_t brightness(std::uint16_t code) { return code & 0xFF; }
};

/// \param t1     Brightness, 0 … 255, [z, y, x].
/// \param brain  Its voxels; gaps in it that a ball of 3 voxels does not fit into count as brain.
/// \param neck   How many slices are added below, after the pattern of the lowest, none of them brain.
[[nodiscard]] HeadModel make_head(const Shape& shape, const std::vector<std::uint8_t>& t1, const Mask& brain,
                                  std::int64_t neck);

/// Colin 27's head and what of it is brain (mricron-data: ch2, ch2bet). \error not_found, and as ingest()
[[nodiscard]] Result<HeadModel> load_head(const PackageRoot& root);

}  // namespace scanetrix
