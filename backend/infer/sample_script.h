// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/ops/ones.h>
#include <torch/csrc/jit/api/module.h>

#include <filesystem>
#include <optional>
#include <string>

#include "models/sample_bundle.h"

namespace scanetrix {

/// For tests: a network of a few lines, with its bundle inside. `body` is of `def forward(self, x)`, where x
/// is [1, 1, i, j, k].
inline void save_script(const std::string& body, const std::filesystem::path& path,
                        const std::optional<SampleBundle>& bundle = SampleBundle{}) {
  torch::jit::Module module("net");
  module.register_parameter("w", at::ones({2, 3, 3, 3, 3}), false);
  module.define("def forward(self, x):\n  " + body + "\n");
  torch::jit::ExtraFilesMap inside;
  if (bundle) inside = {{"metadata.json", bundle->metadata()}, {"inference.json", bundle->inference()}};
  module.save(path.string(), inside);
}

/// Channel 1 where a value is over 50.
inline constexpr auto kBright = "return torch.cat([50.0 - x, x - 50.0], 1)";

}  // namespace scanetrix
