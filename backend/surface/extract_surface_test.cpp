// SPDX-License-Identifier: Apache-2.0
#include "surface/extract_surface.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numbers>

#include "volume/series.h"

namespace scanetrix {
namespace {

/// Values by index (i, j, k).
SeriesVolume volume_of(Shape shape, const Affine& affine, const std::function<float(Vec3)>& value_at) {
  Volume volume;
  volume.geometry = {shape, affine, true};
  volume.type = VoxelType::float32;
  volume.voxels.resize(static_cast<std::size_t>(shape.count()) * sizeof(float));
  auto* voxel = volume.samples<float>().data();
  for (std::int64_t k = 0; k < shape.z; ++k)
    for (std::int64_t j = 0; j < shape.y; ++j)
      for (std::int64_t i = 0; i < shape.x; ++i)
        *voxel++ =
            value_at(affine.at(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)));
  return held_in_memory(std::move(volume), "drawn");
}

Result<TriangleMesh> surface_of(const SeriesVolume& volume, const Inside& inside) {
  return extract_surface(volume.form, *volume.voxels, 0, inside, SilentProgress());
}

Vec3 point(const TriangleMesh& mesh, std::uint32_t n) {
  const auto& [x, y, z] = mesh.points[n];
  return {x, y, z};
}

/// By the theorem of Gauss; more than 0 where corners run counterclockwise as seen from outside.
double enclosed(const TriangleMesh& mesh) {
  double sum = 0;
  for (const auto& [a, b, c] : mesh.triangles)
    sum += dot(point(mesh, a), cross(point(mesh, b), point(mesh, c))) / 6;
  return sum;
}

/// Each side of a triangle is another's, the other way round.
bool is_closed(const TriangleMesh& mesh) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> sides;
  for (const auto& triangle : mesh.triangles)
    for (std::size_t n = 0; n < 3; ++n) {
      const auto from = triangle[n];
      const auto to = triangle[(n + 1) % 3];
      sides[{std::min(from, to), std::max(from, to)}] += from < to ? 1 : -1;
    }
  return std::ranges::all_of(sides, [](const auto& side) { return side.second == 0; });
}

struct Lie {
  const char* name;
  Affine affine;
};

const std::vector<Lie> kLies{
    {"even", {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {-20, -20, -20}}},
    {"thick slices", {{0.8, 0, 0}, {0, 0.8, 0}, {0, 0, 2}, {-16, -16, -40}}},
    {"mirrored index", {{-1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {20, -20, -20}}},
    {"turned", {{0, 0.9, 0.1}, {1, 0, 0}, {0, -0.1, 0.9}, {-20, -18, -20}}},
};

TEST(ExtractSurface, OfASphereLiesWhereItLies) {
  constexpr double kRadius = 11.3;
  const Vec3 center{1.2, -0.7, 0.4};
  for (const auto& [name, affine] : kLies) {
    SCOPED_TRACE(name);
    const auto volume = volume_of({41, 41, 41}, affine, [&](Vec3 at) {
      return static_cast<float>(300 + kRadius - length(at - center));
    });
    const auto mesh = surface_of(volume, {.isovalue = 300, .label = {}});
    ASSERT_TRUE(mesh) << mesh.error().message;
    for (std::uint32_t n = 0; n < mesh->points.size(); ++n)
      ASSERT_NEAR(length(point(*mesh, n) - center), kRadius, 0.15);
    const double whole = 4.0 / 3.0 * std::numbers::pi * std::pow(kRadius, 3);
    EXPECT_NEAR(enclosed(*mesh) / whole, 1, 0.015);
    EXPECT_TRUE(is_closed(*mesh));
  }
}

TEST(ExtractSurface, EndsHalfAVoxelOnWhereTheVolumeEnds) {
  const auto full = volume_of({2, 3, 4}, {{1, 0, 0}, {0, 1, 0}, {0, 0, 5}, {}}, [](Vec3) { return 1.0F; });
  const auto mesh = surface_of(full, {.isovalue = 1, .label = {}});
  ASSERT_TRUE(mesh);
  EXPECT_TRUE(is_closed(*mesh));
  float least = 1000;
  float greatest = -1000;
  for (const MeshPoint& each : mesh->points) {
    least = std::min(least, each[2]);
    greatest = std::max(greatest, each[2]);
  }
  EXPECT_FLOAT_EQ(least, -2.5F);
  EXPECT_FLOAT_EQ(greatest, 7.5F);
}

TEST(ExtractSurface, OfALabelIsOfNoOther) {
  Volume labels;
  labels.kind = VolumeKind::labels;
  labels.type = VoxelType::uint8;
  labels.geometry.shape = {3, 3, 6};
  labels.voxels.assign(54, std::byte{0});
  const auto set = [&](std::size_t i, int value) {
    labels.voxels[9 * 2 + 6 + i] = static_cast<std::byte>(value);  // j = 1, k = 1
  };
  set(1, 2);
  set(2, 2);
  set(4, 7);
  const auto volume = held_in_memory(labels, "drawn");
  const auto of = [&](int label) { return surface_of(volume, {.isovalue = 0, .label = label}); };
  const auto two = of(2);
  const auto seven = of(7);
  ASSERT_TRUE(two && seven);
  EXPECT_GT(enclosed(*two), enclosed(*seven));
  for (const MeshPoint& each : seven->points) EXPECT_NEAR(each[0], 4, 0.51);
  const auto none = of(3);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().slug, "no_surface");
}

TEST(ExtractSurface, ANaNIsOutside) {
  const auto volume = volume_of({5, 5, 5}, {}, [](Vec3 at) {
    return at.x == 2 && at.y == 2 && at.z == 2 ? 10.0F : std::numeric_limits<float>::quiet_NaN();
  });
  const auto mesh = surface_of(volume, {.isovalue = 5, .label = {}});
  ASSERT_TRUE(mesh);
  EXPECT_TRUE(is_closed(*mesh));
  for (const MeshPoint& each : mesh->points)
    for (const float part : each) EXPECT_NEAR(part, 2, 0.51);
}

TEST(ExtractSurface, WhereNothingIsInsideThereIsNone) {
  const auto volume = volume_of({3, 3, 3}, {}, [](Vec3) { return 1.0F; });
  const auto mesh = surface_of(volume, {.isovalue = 2, .label = {}});
  ASSERT_FALSE(mesh);
  EXPECT_EQ(mesh.error().slug, "no_surface");
}

}  // namespace
}  // namespace scanetrix
