// SPDX-License-Identifier: Apache-2.0
#include "surface/encode_stl.h"

#include <cmath>

namespace scanetrix {
namespace {

constexpr std::string_view kHeader = "Binary STL by Scanetrix; SPACE=LPS; UNIT=mm";
constexpr std::size_t kHeaderBytes = 80;
constexpr std::size_t kTriangleBytes = 50;  ///< A normal, three corners, and two bytes of nothing.
constexpr std::size_t kTrianglesAtOnce = 20'000;

void put(Bytes& out, const void* from, std::size_t count) {
  const auto* bytes = static_cast<const std::byte*>(from);
  out.insert(out.end(), bytes, bytes + count);
}

}  // namespace

MeshPoint normal_of(const TriangleMesh& mesh, std::size_t triangle) {
  const auto& [a, b, c] = mesh.triangles[triangle];
  std::array<double, 3> u{};
  std::array<double, 3> v{};
  for (std::size_t n = 0; n < 3; ++n) {
    u[n] = static_cast<double>(mesh.points[b][n]) - static_cast<double>(mesh.points[a][n]);
    v[n] = static_cast<double>(mesh.points[c][n]) - static_cast<double>(mesh.points[a][n]);
  }
  const std::array<double, 3> across{u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2],
                                     u[0] * v[1] - u[1] * v[0]};
  const double length = std::hypot(across[0], across[1], across[2]);
  if (length == 0) return {};
  return {static_cast<float>(across[0] / length), static_cast<float>(across[1] / length),
          static_cast<float>(across[2] / length)};
}

Result<void> encode_stl(const TriangleMesh& mesh, const AppendBytes& append) {
  Bytes out;
  out.reserve(kTrianglesAtOnce * kTriangleBytes);
  put(out, kHeader.data(), kHeader.size());
  out.resize(kHeaderBytes);
  const auto count = static_cast<std::uint32_t>(mesh.triangles.size());
  put(out, &count, sizeof(count));
  TRY(append(out));
  out.clear();
  for (std::size_t n = 0; n < mesh.triangles.size(); ++n) {
    const MeshPoint normal = normal_of(mesh, n);
    put(out, normal.data(), sizeof(normal));
    for (const std::uint32_t corner : mesh.triangles[n])
      put(out, mesh.points[corner].data(), sizeof(MeshPoint));
    out.resize(out.size() + 2);
    if (out.size() < kTrianglesAtOnce * kTriangleBytes) continue;
    TRY(append(out));
    out.clear();
  }
  return append(out);
}

}  // namespace scanetrix
