// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/csrc/jit/api/module.h>

#include <string>

#include "base/file.h"

namespace scanetrix {

/// A network that came as TorchScript: a program for libtorch, of somebody's who was trusted to install it.
/// It runs on the processor's cores, or the GPU where libtorch sees one.
class ScriptModel {
 public:
  /// \error As reason_of_torch(); unsupported "forbidden_operator": it would open files.
  static Result<ScriptModel> load(const fs::path& path);

  /// Texts inside of the file, where a bundle was exported into one; else empty.
  [[nodiscard]] const std::string& metadata_json() const { return metadata_json_; }
  [[nodiscard]] const std::string& inference_json() const { return inference_json_; }

  /// \param block  [1, 1, i, j, k], float32; of a network that sees planes [1, 1, i, j].
  /// \return [channels, i, j, k] or [channels, i, j], float32, in main memory; its lengths are those of
  /// `block`. \error As reason_of_torch(); unsupported "unsupported_output": it is no such thing.
  Result<at::Tensor> run(const at::Tensor& block, int channels);

 private:
  torch::jit::Module module_;
  std::string metadata_json_;
  std::string inference_json_;
};

}  // namespace scanetrix
