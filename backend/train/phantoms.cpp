// SPDX-License-Identifier: Apache-2.0
#include "train/phantoms.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>

#include "train/tile_filters.h"

namespace scanetrix {
namespace {

/// A closed curve about a centre: an ellipse whose radius swells and shrinks with the angle.
class Blob {
 public:
  Blob(double row, double column, double height, double width, double roughness, Random& random)
      : row_(row), column_(column) {
    const double tilt = random.uniform(0, std::numbers::pi);
    std::array<double, 6> amplitude{};
    std::array<double, 6> phase{};
    for (std::size_t n = 0; n < amplitude.size(); ++n) {
      amplitude[n] = roughness * random.normal() / static_cast<double>(n + 2);
      phase[n] = random.uniform(0, 2 * std::numbers::pi);
    }
    for (std::size_t i = 0; i < kAngles; ++i) {
      const double angle = 2 * std::numbers::pi * static_cast<double>(i) / kAngles;
      const double c = std::cos(angle - tilt) / width;
      const double s = std::sin(angle - tilt) / height;
      double radius = 1 / std::sqrt(c * c + s * s);
      double swell = 1;
      for (std::size_t n = 0; n < amplitude.size(); ++n)
        swell += amplitude[n] * std::cos(static_cast<double>(n + 2) * angle + phase[n]);
      radius *= std::max(swell, 0.2);
      radii_[i] = static_cast<float>(radius);
      reach_ = std::max(reach_, radius);
    }
  }

  /// Calls paint(row, column, depth): how deep inside a pixel lies, in pixels; down to −1 (outside).
  void visit(const Tile& plane, const std::function<void(int, int, float)>& paint) const {
    const int first_row = std::max(0, static_cast<int>(row_ - reach_ - 1));
    const int last_row = std::min(plane.rows - 1, static_cast<int>(row_ + reach_ + 1));
    const int first_column = std::max(0, static_cast<int>(column_ - reach_ - 1));
    const int last_column = std::min(plane.columns - 1, static_cast<int>(column_ + reach_ + 1));
    for (int row = first_row; row <= last_row; ++row)
      for (int column = first_column; column <= last_column; ++column) {
        const double dy = row - row_;
        const double dx = column - column_;
        const double turn = std::atan2(dy, dx) / (2 * std::numbers::pi) + 1;
        const auto angle = static_cast<std::size_t>(turn * kAngles) % kAngles;
        const auto depth = radii_[angle] - static_cast<float>(std::sqrt(dx * dx + dy * dy));
        if (depth > -1) paint(row, column, depth);
      }
  }

 private:
  static constexpr std::size_t kAngles = 512;
  double row_;
  double column_;
  double reach_ = 0;
  std::array<float, kAngles> radii_{};
};

float coverage(float depth) {
  return std::clamp(depth + 0.5F, 0.0F, 1.0F);
}

void mix(float& pixel, float value, float part) {
  pixel += part * (value - pixel);
}

/// A blob of one value, its border anti-aliased.
void fill(Tile& plane, const Blob& blob, double value) {
  blob.visit(plane, [&](int row, int column, float depth) {
    mix(plane.at(row, column), static_cast<float>(value), coverage(depth));
  });
}

/// A path that wanders, as vessels and septa do; thickness in pixels.
void draw_path(Tile& plane, double thickness, double value, double straightness, Random& random) {
  double row = random.uniform(0, plane.rows);
  double column = random.uniform(0, plane.columns);
  double heading = random.uniform(0, 2 * std::numbers::pi);
  const double radius = thickness / 2;
  const int steps = random.whole(20, 200);
  Tile cover(plane.rows, plane.columns);
  for (int step = 0; step < steps; ++step) {
    const int reach = static_cast<int>(std::ceil(radius + 1));
    for (int r = static_cast<int>(row) - reach; r <= static_cast<int>(row) + reach + 1; ++r)
      for (int c = static_cast<int>(column) - reach; c <= static_cast<int>(column) + reach + 1; ++c) {
        if (r < 0 || c < 0 || r >= plane.rows || c >= plane.columns) continue;
        const double distance = std::hypot(r - row, c - column);
        // A line thinner than a pixel covers no whole one.
        const double most = std::min(1.0, thickness);
        cover.at(r, c) =
            std::max(cover.at(r, c), static_cast<float>(std::clamp(radius - distance + 0.5, 0.0, most)));
      }
    heading += random.normal() * (1 - straightness);
    row += 0.7 * std::sin(heading);
    column += 0.7 * std::cos(heading);
  }
  for (std::size_t i = 0; i < plane.values.size(); ++i)
    mix(plane.values[i], static_cast<float>(value), cover.values[i]);
}

Blob random_blob(const Tile& plane, double least, double most, double roughness, Random& random) {
  const double size = least * std::pow(most / least, random.uniform());
  return {random.uniform(0, plane.rows),
          random.uniform(0, plane.columns),
          size * random.uniform(0.5, 1),
          size,
          roughness,
          random};
}

void draw_bone(Tile& plane, const Blob& blob, const Tile& grain, Random& random) {
  const double shell = random.uniform(0.8, 4);
  const auto cortical = static_cast<float>(random.uniform(500, 1700));
  const auto inside = static_cast<float>(random.uniform(80, 500));
  const auto grain_height = static_cast<float>(random.uniform(20, 150));
  blob.visit(plane, [&](int row, int column, float depth) {
    const float trabecular = inside + grain_height * grain.at(row, column);
    const float part = coverage(depth - static_cast<float>(shell));
    mix(plane.at(row, column), cortical + part * (trabecular - cortical), coverage(depth));
  });
}

void draw_lung(Tile& plane, const Blob& lung, Random& random) {
  Tile inside(plane.rows, plane.columns, static_cast<float>(random.uniform(-900, -750)));
  for (int n = random.whole(10, 60); n > 0; --n)
    draw_path(inside, std::exp(random.uniform(-0.7, 1.6)), random.uniform(-200, 80),
              random.uniform(0.75, 0.98), random);
  for (int n = random.whole(20, 150); n > 0; --n)
    fill(inside, random_blob(inside, 0.5, 3, 0.05, random), random.uniform(-300, 80));
  lung.visit(plane, [&](int row, int column, float depth) {
    mix(plane.at(row, column), inside.at(row, column), coverage(depth));
  });
}

/// Repeated plates with gaps, as of a spine.
void draw_spine(Tile& plane, const Tile& grain, Random& random) {
  const double column = random.uniform(0.2, 0.8) * plane.columns;
  const double pitch = random.uniform(12, 40);
  const double width = random.uniform(0.5, 1.1) * pitch;
  const double lean = random.uniform(-0.3, 0.3);
  for (double row = random.uniform(0, pitch); row < plane.rows; row += pitch)
    draw_bone(plane, Blob(row, column + lean * row, pitch * 0.42, width, 0.05, random), grain, random);
}

void add_texture(Tile& plane, double height, double grain, Random& random) {
  const Tile noise = grainy_noise(plane.rows, plane.columns, grain, random);
  for (std::size_t i = 0; i < plane.values.size(); ++i)
    plane.values[i] += static_cast<float>(height) * noise.values[i];
}

void draw_body(Tile& plane, Random& random) {
  const double rows = plane.rows;
  const double columns = plane.columns;
  // Often only part of the body is in sight.
  const Blob body(rows * random.uniform(0.2, 0.8), columns * random.uniform(0.2, 0.8),
                  rows * random.uniform(0.4, 1.1), columns * random.uniform(0.4, 1.1), 0.06, random);
  const auto fat = static_cast<float>(random.uniform(0, 15));
  const auto skin = static_cast<float>(random.uniform(0.8, 2.5));
  const auto muscle = static_cast<float>(random.uniform(20, 80));
  body.visit(plane, [&](int row, int column, float depth) {
    float value = 10;
    value += coverage(depth - skin) * (-100 - value);
    value += coverage(depth - skin - fat) * (muscle - value);
    mix(plane.at(row, column), value, coverage(depth));
  });
}

}  // namespace

Tile draw_ct_phantom(int rows, int columns, Random& random) {
  Tile plane(rows, columns, -1000);
  const Tile grain = grainy_noise(rows, columns, random.uniform(0.5, 1.2), random);
  draw_body(plane, random);
  for (int n = random.whole(3, 16); n > 0; --n)
    fill(plane, random_blob(plane, 3, 50, 0.15, random), random.uniform(-120, 130));
  add_texture(plane, random.uniform(0, 15), random.uniform(1, 3), random);
  if (random.chance(0.4))
    for (int n = random.whole(1, 2); n > 0; --n)
      draw_lung(plane, random_blob(plane, 25, 80, 0.1, random), random);
  for (int n = random.whole(0, 25); n > 0; --n)
    draw_path(plane, std::exp(random.uniform(-0.5, 2)), random.uniform(-100, 400), random.uniform(0.7, 0.99),
              random);
  for (int n = random.whole(0, 8); n > 0; --n)
    draw_bone(plane, random_blob(plane, 3, 30, 0.15, random), grain, random);
  if (random.chance(0.3)) draw_spine(plane, grain, random);
  if (random.chance(0.4)) {  // A skull: a shell around what there is, air outside.
    const double size = random.uniform(30, 90);
    const Blob skull(rows * random.uniform(0.2, 0.8), columns * random.uniform(0.2, 0.8), size,
                     size * random.uniform(0.8, 1.2), 0.04, random);
    const auto thick = static_cast<float>(random.uniform(2, 9));
    const auto bone = static_cast<float>(random.uniform(600, 1600));
    const auto diploe = static_cast<float>(random.uniform(200, 800));
    skull.visit(plane, [&](int row, int column, float depth) {
      const float inside = coverage(depth - thick);
      const float middle = coverage(depth - thick * 0.3F) * (1 - coverage(depth - thick * 0.7F));
      const float value = bone + middle * (diploe - bone);
      mix(plane.at(row, column), value, coverage(depth) * (1 - inside));
    });
  }
  for (int n = random.whole(0, 6); n > 0; --n)
    fill(plane, random_blob(plane, 2, 20, 0.2, random), random.uniform(-1020, -950));
  if (random.chance(0.05)) fill(plane, random_blob(plane, 1, 5, 0.05, random), random.uniform(1500, 3000));
  plane = blurred(plane, random.uniform(0.35, 0.8));
  add_texture(plane, random.uniform(0, 20), random.uniform(0.4, 0.9), random);
  for (float& value : plane.values) value = (value + 1024) / 3072;
  return plane;
}

Tile draw_shapes(int rows, int columns, Random& random) {
  Tile plane(rows, columns, static_cast<float>(random.uniform()));
  for (int n = random.whole(8, 60); n > 0; --n) {
    if (random.chance(0.35))
      draw_path(plane, std::exp(random.uniform(-0.7, 2)), random.uniform(), random.uniform(0.8, 1), random);
    else
      fill(plane, random_blob(plane, 1.5, 70, random.uniform(0, 0.3), random), random.uniform());
    if (random.chance(0.1)) add_texture(plane, random.uniform(0, 0.06), random.uniform(0.4, 3), random);
  }
  return blurred(plane, random.uniform(0.3, 0.8));
}

Tile draw_labels(const Tile& labels, int rows, int columns, Random& random) {
  struct Look {
    float mean, grain;
  };
  std::map<int, Look> looks;
  const auto look = [&](float label) -> const Look& {
    const auto [found, is_new] = looks.try_emplace(static_cast<int>(label));
    if (is_new)
      found->second = {static_cast<float>(random.uniform()), static_cast<float>(random.uniform(0, 0.05))};
    return found->second;
  };
  const Tile texture = grainy_noise(rows, columns, random.uniform(0.5, 2), random);
  const double angle = random.uniform(0, 2 * std::numbers::pi);
  const double zoom = random.uniform(0.5, 1.3);
  const double waves = random.uniform(0.02, 0.08);
  const double height = random.uniform(0, 6);
  const double phase = random.uniform(0, 6);
  constexpr int kSamples = 3;  // A label map has no values between labels; the mean over a pixel's area has.
  Tile plane(rows, columns);
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      float sum = 0;
      for (int i = 0; i < kSamples * kSamples; ++i) {
        const double dy = row - rows / 2.0 + (i / kSamples + 0.5) / kSamples - 0.5;
        const double dx = column - columns / 2.0 + (i % kSamples + 0.5) / kSamples - 0.5;
        const double y = dy + height * std::sin(waves * dx + phase);
        const double x = dx + height * std::sin(1.3 * waves * dy + 2 * phase);
        const int from_row = static_cast<int>(
            std::lround(labels.rows / 2.0 + zoom * (std::cos(angle) * y + std::sin(angle) * x)));
        const int from_column = static_cast<int>(
            std::lround(labels.columns / 2.0 + zoom * (-std::sin(angle) * y + std::cos(angle) * x)));
        const bool inside =
            from_row >= 0 && from_column >= 0 && from_row < labels.rows && from_column < labels.columns;
        const Look& here = look(inside ? labels.at(from_row, from_column) : 0);
        sum += here.mean + here.grain * texture.at(row, column);
      }
      plane.at(row, column) = sum / (kSamples * kSamples);
    }
  plane = blurred(plane, random.uniform(0.3, 0.7));
  add_texture(plane, random.uniform(0, 0.03), random.uniform(0.3, 0.8), random);
  return plane;
}

}  // namespace scanetrix
