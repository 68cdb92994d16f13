// SPDX-License-Identifier: Apache-2.0
#include "train/head_contrast.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace scanetrix {
namespace {

HeadContrast by_tissue(const std::function<double(Tissue, double)>& look) {
  HeadContrast contrast{};
  for (std::size_t tissue = 0; tissue < kTissues; ++tissue)
    for (std::size_t value = 0; value < 256; ++value)
      contrast[tissue * 256 + value] =
          static_cast<float>(look(static_cast<Tissue>(tissue), static_cast<double>(value) / 255));
  return contrast;
}

HeadContrasts like_t1(Random& random) {
  const double gamma = std::exp(0.35 * random.normal());
  std::array<double, kTissues> shifts{};
  for (double& shift : shifts) shift = 0.05 * random.normal();
  shifts[static_cast<std::size_t>(Tissue::air)] = 0;
  const double fluid = random.chance(0.3) ? random.uniform(0, 0.25) : 0;
  std::array<double, kTissues> shades{};
  for (double& shade : shades) shade = 0.07 * random.normal();
  const auto look = [&](bool other) {
    return by_tissue([&](Tissue tissue, double value) {
      const auto n = static_cast<std::size_t>(tissue);
      const double more = tissue == Tissue::fluid || tissue == Tissue::outer_fluid ? fluid : 0;
      const double bright = std::pow(value, gamma);
      return std::max(0.0, bright * (1 + shifts[n] + (other ? shades[n] : 0)) + more);
    });
  };
  return {look(false), look(true)};
}

HeadContrasts curved(Random& random) {
  constexpr int kKnots = 5;
  std::array<double, kKnots + 2> knots{};
  for (double& knot : knots) knot = random.uniform();
  if (random.chance(0.7)) knots[0] = random.uniform(0, 0.1);
  const auto look = by_tissue([&](Tissue, double value) {
    const double at = value * kKnots;
    const double below = std::floor(at);
    const auto k = static_cast<std::size_t>(below);
    return knots[k] + (at - below) * (knots[k + 1] - knots[k]);
  });
  return {look, look};
}

HeadContrasts any(const HeadModel& head, Random& random) {
  std::array<double, kTissues> means{};
  for (double& mean : means) mean = random.uniform();
  const auto mean_of = [&means](Tissue tissue) -> double& { return means[static_cast<std::size_t>(tissue)]; };
  if (random.chance(0.75)) mean_of(Tissue::air) = random.uniform(0, 0.05);
  if (random.chance(0.4)) mean_of(Tissue::skull) = random.uniform(0, 0.15);
  if (random.chance(0.6)) mean_of(Tissue::cavity) = mean_of(random.chance(0.6) ? Tissue::air : Tissue::skull);
  if (random.chance(0.6))
    mean_of(Tissue::outer_fluid) = mean_of(random.chance(0.7) ? Tissue::fluid : Tissue::skull);
  if (random.chance(0.5)) mean_of(Tissue::white) = mean_of(Tissue::gray) + 0.12 * random.normal();
  std::array<double, kTissues> gains{};
  for (double& gain : gains) gain = random.chance(0.2) ? 0 : 0.6 * random.normal();
  gains[static_cast<std::size_t>(Tissue::air)] = 0;
  std::array<double, kTissues> others{};
  for (std::size_t n = 0; n < kTissues; ++n) {
    const bool inner = is_brain(static_cast<Tissue>(n));
    const bool alike = inner || static_cast<Tissue>(n) == Tissue::air || random.chance(0.5);
    others[n] = alike ? means[n] + (inner ? 0.06 * random.normal() : 0) : random.uniform();
  }
  const auto look = [&](const std::array<double, kTissues>& levels) {
    return by_tissue([&](Tissue tissue, double value) {
      const auto n = static_cast<std::size_t>(tissue);
      return std::max(0.0, levels[n] + gains[n] * (value - static_cast<double>(head.means[n]) / 255));
    });
  };
  return {look(means), look(others)};
}

HeadContrasts like_ct(Random& random) {
  const double soft = random.uniform(0.3, 0.6);
  const double bone = soft + random.uniform(0.2, 0.6);
  const double spread = random.uniform(0.005, 0.05);
  std::array<double, kTissues> means{};
  for (double& mean : means) mean = soft + spread * random.normal();
  means[static_cast<std::size_t>(Tissue::air)] = 0;
  means[static_cast<std::size_t>(Tissue::skull)] = bone;
  means[static_cast<std::size_t>(Tissue::cavity)] = random.chance(0.6) ? 0 : bone;
  means[static_cast<std::size_t>(Tissue::fat)] = soft - random.uniform(0.02, 0.12);
  const auto look = by_tissue([&](Tissue tissue, double value) {
    const auto n = static_cast<std::size_t>(tissue);
    return means[n] + (is_brain(tissue) ? spread * (0.7 - value) : 0);
  });
  return {look, look};
}

}  // namespace

HeadContrasts random_contrasts(const HeadModel& head, Random& random) {
  const double kind = random.uniform();
  if (kind < 0.4) return like_t1(random);
  if (kind < 0.5) return curved(random);
  if (kind < 0.93) return any(head, random);
  return like_ct(random);
}

}  // namespace scanetrix
