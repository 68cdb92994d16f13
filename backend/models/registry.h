// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "models/model_description.h"

namespace scanetrix {

/// The network that the product brings: no other may have its id.
inline constexpr auto kReconstructionModel = "slicesr";

/// A model that was dropped in, tried and kept.
struct InstalledModel {
  std::string id;
  std::string sha256;  ///< Of model.ts.
  fs::path folder;     ///< Holds model.ts, metadata.json, inference.json.
  ModelDescription description;
};

/// What is to be kept of a model that has been tried.
struct ModelFiles {
  fs::path network;  ///< model.ts
  std::string metadata_json;
  std::string inference_json;
  std::string fallback_name;
};

/// The models of one installation, a folder each:
///
///     ROOT/ID/model.ts, metadata.json, inference.json, installed.json
///
/// Any number of processes may read; a folder is whole or not there.
class ModelRegistry {
 public:
  /// `root` need not be there.
  explicit ModelRegistry(fs::path root) : root_(std::move(root)) {}

  /// All, by id. One whose files cannot be read any more is left out and named in `broken`.
  Result<std::vector<InstalledModel>> list(std::vector<std::string>* broken = nullptr) const;

  /// \error not_found "no_such_model"
  Result<InstalledModel> find(const std::string& id) const;

  /// Keeps copies, and takes away what a killed process left an hour ago. The id is made of the model's name.
  /// \error conflict "model_exists": another of this name is there, or the same. \error As parse_model();
  /// unavailable
  Result<InstalledModel> add(const ModelFiles& files) const;

  /// \error not_found "no_such_model"; unavailable
  Result<void> remove(const std::string& id) const;

 private:
  Result<InstalledModel> read(const std::string& id) const;
  fs::path root_;
};

/// Lower-case letters, digits and single hyphens of a name, at most 60; "model" where there are none.
[[nodiscard]] std::string model_id_of(std::string_view name);
/// Whether `text` has that form: the only strings that may become part of a path.
[[nodiscard]] bool is_model_id(std::string_view text);

/// What a safetensors file says of itself, without its numbers. \error not_found; bad_input "bad_weights"
Result<std::map<std::string, std::string>> weights_metadata(const fs::path& path);

}  // namespace scanetrix
