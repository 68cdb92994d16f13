// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "surface/triangle_mesh.h"

namespace scanetrix {

/// For tests: a tetrahedron of 10 mm, corners counterclockwise as seen from outside.
inline TriangleMesh sample_mesh() {
  return {.points = {{0, 0, 0}, {10, 0, 0}, {0, 10, 0}, {0, 0, 10}},
          .triangles = {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}}};
}

}  // namespace scanetrix
