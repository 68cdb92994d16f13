// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "base/bytes.h"
#include "base/result.h"
#include "surface/triangle_mesh.h"

namespace scanetrix {

/// Takes the bytes of a file, part by part.
using AppendBytes = std::function<Result<void>(ByteView)>;

/// Binary STL ("StereoLithography Interface Specification", 3D Systems, 1988): corners in LPS, mm, which the
/// header says as other programs do ("SPACE=LPS"). \error As `append`, as it came.
Result<void> encode_stl(const TriangleMesh& mesh, const AppendBytes& append);

/// The triangle's normal, of length 1; 0 of one without an area.
[[nodiscard]] MeshPoint normal_of(const TriangleMesh& mesh, std::size_t triangle);

}  // namespace scanetrix
