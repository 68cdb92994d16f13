// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace scanetrix {

/// x, y, z in the patient frame LPS, mm.
using MeshPoint = std::array<float, 3>;

/// A surface of triangles. Their corners run counterclockwise as seen from outside.
struct TriangleMesh {
  std::vector<MeshPoint> points;
  std::vector<std::array<std::uint32_t, 3>> triangles;  ///< Which points.
};

/// A surface as a file shows it.
struct NamedMesh {
  std::string name;
  std::array<std::uint8_t, 3> color{200, 200, 200};  ///< sRGB
  TriangleMesh mesh;
};

}  // namespace scanetrix
