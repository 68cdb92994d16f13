// SPDX-License-Identifier: Apache-2.0
#include "train/head_model.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "models/prepare_image.h"

namespace scanetrix {
namespace {

constexpr float kBrainGap = 3;        ///< Sulci that still are brain, voxels.
constexpr float kHeadGap = 5;         ///< Nostrils, ears: not air yet.
constexpr float kFluidReach = 3;      ///< How far from the brain outer fluid may be.
constexpr float kSkullReach = 16;     ///< And the skull.
constexpr std::int64_t kPattern = 8;  ///< Slices that the neck repeats.
constexpr double kNarrows = 0.003;    ///< The neck, of its width, a slice.

/// Borders between `count` groups of brightness, each voxel's nearest mean deciding (Lloyd).
template <std::size_t count>
std::array<float, count - 1> borders_between(const std::array<std::int64_t, 256>& histogram) {
  const std::int64_t total = std::accumulate(histogram.begin(), histogram.end(), std::int64_t{0});
  std::array<double, count> means{};
  std::int64_t seen = 0;
  for (std::size_t value = 0; value < 256; ++value) {
    const std::int64_t before = std::exchange(seen, seen + histogram[value]);
    for (std::size_t n = 0; n < count; ++n) {
      const auto middle = total * static_cast<std::int64_t>(2 * n + 1) / static_cast<std::int64_t>(2 * count);
      if (before <= middle && middle < seen) means[n] = static_cast<double>(value);
    }
  }
  std::array<float, count - 1> borders{};
  for (int round = 0; round < 50; ++round) {
    std::array<double, count> sums{};
    std::array<double, count> counts{};
    for (std::size_t n = 0; n + 1 < count; ++n)
      borders[n] = static_cast<float>((means[n] + means[n + 1]) / 2);
    for (std::size_t value = 0; value < 256; ++value) {
      const auto group = static_cast<std::size_t>(std::ranges::count_if(
          borders, [value](float border) { return static_cast<float>(value) > border; }));
      sums[group] += static_cast<double>(value) * static_cast<double>(histogram[value]);
      counts[group] += static_cast<double>(histogram[value]);
    }
    for (std::size_t n = 0; n < count; ++n)
      if (counts[n] > 0) means[n] = sums[n] / counts[n];
  }
  return borders;
}

std::array<std::int64_t, 256> histogram_of(const std::vector<std::uint8_t>& values,
                                           const std::function<bool(std::size_t)>& counts) {
  std::array<std::int64_t, 256> histogram{};
  for (std::size_t i = 0; i < values.size(); ++i)
    if (counts(i)) ++histogram[values[i]];
  return histogram;
}

Mask filled(const Mask& brain, const Shape& shape) {
  Mask outside = closed(brain, shape, kBrainGap);
  for (std::uint8_t& value : outside) value = value == 0 ? 1 : 0;
  Mask result = reached_from_border(outside, shape);
  for (std::uint8_t& value : result) value = value == 0 ? 1 : 0;
  return result;
}

Mask air_around(const std::vector<std::uint8_t>& t1, const Shape& shape, float dark) {
  Mask tissue(t1.size());
  std::ranges::transform(t1, tissue.begin(), [dark](std::uint8_t value) { return value > dark ? 1 : 0; });
  Mask wide(t1.size());
  std::ranges::transform(distance_to(tissue, shape), wide.begin(),
                         [](float distance) { return distance > kHeadGap ? 1 : 0; });
  Mask air(t1.size());
  std::ranges::transform(distance_to(reached_from_border(wide, shape), shape), tissue, air.begin(),
                         [](float distance, std::uint8_t in) -> std::uint8_t {
                           return distance <= kHeadGap && in == 0 ? 1 : 0;
                         });
  return air;
}

/// Slices below the lowest: the first few again and again, back and forth, ever narrower.
void add_neck(HeadModel& head, std::int64_t neck) {
  const Shape old = head.shape;
  const std::int64_t pattern = std::min(kPattern, old.z);
  std::vector<std::uint16_t> codes;
  codes.reserve(static_cast<std::size_t>((old.z + neck) * old.y * old.x));
  for (std::int64_t below = neck; below > 0; --below) {
    const std::int64_t turn = (below - 1) % (2 * pattern);
    const std::int64_t z = turn < pattern ? turn : 2 * pattern - 1 - turn;
    const double scale = 1 / std::max(0.5, 1 - kNarrows * static_cast<double>(below));
    const auto from = [scale](std::int64_t at, std::int64_t length) {
      const double middle = static_cast<double>(length - 1) / 2;
      return std::clamp<std::int64_t>(std::lround(middle + scale * (static_cast<double>(at) - middle)), 0,
                                      length - 1);
    };
    for (std::int64_t y = 0; y < old.y; ++y)
      for (std::int64_t x = 0; x < old.x; ++x) {
        const std::uint16_t code =
            head.codes[static_cast<std::size_t>((z * old.y + from(y, old.y)) * old.x + from(x, old.x))];
        const bool cord = is_brain(HeadModel::tissue(code));
        codes.push_back(cord ? static_cast<std::uint16_t>(static_cast<int>(Tissue::skin) * 256 +
                                                          HeadModel::brightness(code))
                             : code);
      }
  }
  codes.insert(codes.end(), head.codes.begin(), head.codes.end());
  head.codes = std::move(codes);
  head.shape.z += neck;
}

void measure(HeadModel& head) {
  std::array<double, kTissues> sums{};
  std::array<double, kTissues> counts{};
  std::array<double, 3> place{};
  double brain = 0;
  std::size_t at = 0;
  for (std::int64_t z = 0; z < head.shape.z; ++z)
    for (std::int64_t y = 0; y < head.shape.y; ++y)
      for (std::int64_t x = 0; x < head.shape.x; ++x, ++at) {
        const auto tissue = static_cast<std::size_t>(HeadModel::tissue(head.codes[at]));
        sums[tissue] += HeadModel::brightness(head.codes[at]);
        counts[tissue] += 1;
        if (!is_brain(HeadModel::tissue(head.codes[at]))) continue;
        brain += 1;
        place[0] += static_cast<double>(z);
        place[1] += static_cast<double>(y);
        place[2] += static_cast<double>(x);
      }
  for (std::size_t n = 0; n < kTissues; ++n)
    head.means[n] = static_cast<float>(sums[n] / std::max(counts[n], 1.0));
  for (std::size_t n = 0; n < 3; ++n) head.brain_centre[n] = place[n] / std::max(brain, 1.0);
}

Result<std::vector<std::uint8_t>> load_upright(const fs::path& path, Shape& shape) {
  const Volume volume = TRY(read_package_volume(path, "mricron-data"));
  const std::array<PrepareStep, 1> steps{OrientImage{"RAS"}};
  const PreparedImage image = TRY(prepare_image(volume, steps));
  shape = image.lattice.shape();
  std::vector<float> sorted = image.values;
  const auto high = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() - sorted.size() / 2000 - 1);
  std::nth_element(sorted.begin(), high, sorted.end());
  const float scale = 255 / std::max(*high, 1.0F);
  std::vector<std::uint8_t> result(image.values.size());
  std::ranges::transform(image.values, result.begin(), [scale](float value) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(value * scale, 0.0F, 255.0F)));
  });
  return result;
}

}  // namespace

HeadModel make_head(const Shape& shape, const std::vector<std::uint8_t>& t1, const Mask& brain,
                    std::int64_t neck) {
  const Mask whole = filled(brain, shape);
  const std::vector<float> from_brain = distance_to(whole, shape);
  const auto inner = borders_between<3>(histogram_of(t1, [&](std::size_t i) { return whole[i] != 0; }));
  // Between what is dark in T1 (air, bone, fluid) and the rest: halfway to the fluid's border.
  const float dark = inner[0] * 0.6F;
  const Mask air = air_around(t1, shape, dark * 0.5F);
  const auto outer = borders_between<3>(histogram_of(
      t1, [&](std::size_t i) { return whole[i] == 0 && air[i] == 0 && static_cast<float>(t1[i]) > dark; }));
  HeadModel head;
  head.shape = shape;
  head.codes.resize(t1.size());
  for (std::size_t i = 0; i < t1.size(); ++i) {
    const auto value = static_cast<float>(t1[i]);
    Tissue tissue = value > outer[1] ? Tissue::fat : value > outer[0] ? Tissue::skin : Tissue::muscle;
    if (whole[i] != 0)
      tissue = value > inner[1] ? Tissue::white : value > inner[0] ? Tissue::gray : Tissue::fluid;
    else if (air[i] != 0)
      tissue = Tissue::air;
    else if (from_brain[i] <= kFluidReach && value <= inner[0])
      tissue = Tissue::outer_fluid;
    else if (value <= dark)
      tissue = from_brain[i] <= kSkullReach ? Tissue::skull : Tissue::cavity;
    head.codes[i] = static_cast<std::uint16_t>(static_cast<int>(tissue) * 256 + t1[i]);
  }
  add_neck(head, neck);
  measure(head);
  return head;
}

Result<HeadModel> load_head(const PackageRoot& root) {
  const fs::path templates = root.path / "usr/share/mricron/templates";
  Shape shape;
  Shape brain_shape;
  const auto t1 = TRY(load_upright(templates / "ch2.nii.gz", shape));
  const auto brain = TRY(load_upright(templates / "ch2bet.nii.gz", brain_shape));
  if (shape != brain_shape)
    return fail(ErrorCode::bad_input, "ch2 and ch2bet of mricron-data are not on the same voxels");
  return make_head(shape, t1, brain, 90);
}

}  // namespace scanetrix
