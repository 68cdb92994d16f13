// SPDX-License-Identifier: Apache-2.0
#include "store/provenance_json.h"

#include <boost/json.hpp>

namespace scanetrix {
namespace {

namespace json = boost::json;

json::value to_json(double number) {
  return number;
}
json::value to_json(const std::string& text) {
  return json::value(text);
}
json::value to_json(bool truth) {
  return truth;
}
json::value to_json(std::monostate) {
  return nullptr;
}

std::string text_or_empty(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr ? json::value_to<std::string>(*value) : "";
}

}  // namespace

json::object provenance_of(const SeriesVolume& volume) {
  json::object provenance{{"how", volume.how}};
  if (!volume.model.empty()) provenance["model"] = volume.model;
  if (!volume.model_version.empty()) provenance["version"] = volume.model_version;
  if (!volume.interpolated_slices.empty())
    provenance["interpolatedSlices"] = json::value_from(volume.interpolated_slices);
  json::object parameters;
  for (const Parameter& parameter : volume.parameters)
    parameters[parameter.name] =
        std::visit([](const auto& value) { return to_json(value); }, parameter.value);
  if (!parameters.empty()) provenance["parameters"] = std::move(parameters);
  return provenance;
}

void take_provenance(const json::object& provenance, SeriesVolume& volume) {
  volume.how = json::value_to<std::string>(provenance.at("how"));
  volume.model = text_or_empty(provenance, "model");
  volume.model_version = text_or_empty(provenance, "version");
  volume.interpolated_slices.clear();
  if (const json::value* slices = provenance.if_contains("interpolatedSlices"))
    volume.interpolated_slices = json::value_to<std::vector<std::int64_t>>(*slices);
  volume.parameters.clear();
  const json::value* parameters = provenance.if_contains("parameters");
  if (parameters == nullptr) return;
  for (const auto& [key, value] : parameters->as_object()) {
    if (value.is_number())
      volume.parameters.push_back({key, value.to_number<double>()});
    else if (value.is_string())
      volume.parameters.push_back({key, json::value_to<std::string>(value)});
    else if (value.is_bool())
      volume.parameters.push_back({key, value.get_bool()});
    else if (value.is_null())
      volume.parameters.push_back({key, std::monostate{}});
  }
}

}  // namespace scanetrix
