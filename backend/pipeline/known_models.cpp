// SPDX-License-Identifier: Apache-2.0
#include "pipeline/known_models.h"

#include <boost/json.hpp>

#include "pipeline/run_infer.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

/// As in package.cpp.
json::array describe_labels(const std::vector<LabelValue>& labels) {
  json::array described;
  for (const LabelValue& label : labels)
    described.push_back(
        {{"value", label.value},
         {"name", label.name},
         {"color", fmt::format("#{:02x}{:02x}{:02x}", label.color[0], label.color[1], label.color[2])}});
  return described;
}

/// The distances that the network sees, [z, y, x] of the axes that it turns the volume to; null: the volume's
/// own.
json::value spacing_of(const ModelDescription& model) {
  for (const PrepareStep& step : model.prepare)
    if (const auto* space = std::get_if<SpaceImage>(&step))
      return json::array{space->spacing_mm[2], space->spacing_mm[1], space->spacing_mm[0]};
  return nullptr;
}

json::object describe(const InstalledModel& installed) {
  const ModelDescription& model = installed.description;
  const auto& window = model.window.size;
  json::object output{{"kind", model.makes_labels() ? "labels" : "image"}};
  if (model.makes_labels()) output["labels"] = describe_labels(model.labels);
  return {{"id", installed.id},
          {"kind", "segment"},
          {"name", model.name},
          {"version", model.version},
          {"license", model.license},
          {"description", model.description},
          {"intendedUse", model.intended_use},
          {"sha256", installed.sha256},
          {"input",
           {{"channels", 1},
            {"modality", model.modality},
            {"spacingMm", spacing_of(model)},
            {"window", json::array{window[2], window[1], window[0]}}}},
          {"output", std::move(output)},
          {"notes", json::value_from(model.notes)}};
}

Result<json::object> describe_reconstruction(const fs::path& weights) {
  auto metadata = TRY(weights_metadata(weights));
  return json::object{
      {"id", kReconstructionModel},
      {"kind", "reconstruct"},
      {"name", metadata["model"].empty() ? std::string(kReconstructionModel) : metadata["model"]},
      {"version", metadata["version"]},
      {"license", "Apache-2.0"},
      {"description", "Makes the slices between a scan's slices, where these lie far apart."},
      {"intendedUse", "To look at a scan; what is measured stays as it is, and what is made says so."},
      {"input", {{"channels", 1}, {"modality", ""}, {"spacingMm", nullptr}, {"window", nullptr}}},
      {"output", {{"kind", "image"}}},
      {"notes", json::array{}}};
}

}  // namespace

ModelRegistry installed_models(const Config& config) {
  return ModelRegistry(fs::path(config.data_dir) / "models");
}

Result<json::array> known_models(const Config& config, std::vector<std::string>& broken) {
  json::array known;
  if (const auto weights = shipped_weights()) {
    if (auto network = describe_reconstruction(*weights))
      known.push_back(std::move(*network));
    else
      broken.push_back(network.error().message);
  }
  for (const InstalledModel& model : TRY(installed_models(config).list(&broken)))
    known.push_back(describe(model));
  return known;
}

}  // namespace scanetrix
