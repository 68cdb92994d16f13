// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/file.h"

namespace scanetrix {

/// Numbers of one layer, C order.
struct WeightArray {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

/// A network's numbers with what is to be known of them, as one safetensors file: a length (u64 LE), a header
/// in JSON that names each array's type, shape and place, then the arrays. Nothing in it is ever run.
struct WeightsFile {
  std::map<std::string, std::string> metadata;
  std::map<std::string, WeightArray> arrays;
};

/// \error not_found; bad_input  Not a safetensors file, or an array that is not float32 or lies outside of
/// it.
[[nodiscard]] Result<WeightsFile> read_weights(const fs::path& path);

/// Durably, under a temporary name first. The same content gives the same bytes. \error unavailable
Result<void> write_weights(const fs::path& path, const WeightsFile& file);

}  // namespace scanetrix
