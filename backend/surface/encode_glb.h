// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "surface/encode_stl.h"

namespace scanetrix {

/// Binary glTF 2.0 (Khronos, "glTF 2.0 Specification", 4 "GLB File Format Specification"): one mesh each,
/// with its name, colour and smooth normals. Corners stay in LPS, mm; the one node above them turns them as
/// glTF has it, metres with y up: a patient who looks at whoever looks from the front, unmirrored. \error
/// bad_input: no mesh. too_large over 4 GiB. As `append`, as it came.
Result<void> encode_glb(std::span<const NamedMesh> meshes, const AppendBytes& append);

}  // namespace scanetrix
