// SPDX-License-Identifier: Apache-2.0
#include "commands/describe_series.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "ingest/plain_text.h"
#include "pipeline/decisions_json.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

json::object describe(const SeriesVolume& volume) {
  const VolumeForm& form = volume.form;
  const Shape& shape = form.geometry.shape;
  const auto spacing = form.geometry.spacing_mm();
  json::array matrix;
  for (const double number : form.geometry.ijk_to_lps.row_major()) matrix.push_back(number);
  json::array labels;
  for (const LabelValue& label : volume.labels)
    labels.push_back({{"value", label.value}, {"name", label.name}});
  return {{"kind", name_of(form.kind)},
          {"labels", labels},
          {"labelsOf", volume.labels_of},
          {"shape", json::array{shape.z, shape.y, shape.x}},
          {"spacingMm", json::array{spacing[0], spacing[1], spacing[2]}},
          {"calibrated", form.geometry.calibrated},
          {"ijkToLps", matrix},
          {"dtype", name_of(form.type)},
          {"channels", form.channels},
          {"slope", form.slope},
          {"intercept", form.intercept},
          {"valueUnit", form.unit},
          {"timePoints", form.time_points},
          {"timeAxis", volume.time_axis},
          {"timeLabels", json::array(volume.time_labels.begin(), volume.time_labels.end())},
          {"interpolatedSlices",
           json::array(volume.interpolated_slices.begin(), volume.interpolated_slices.end())},
          {"how", volume.how}};
}

/// File names are bytes, JSON is UTF-8. A name that is not UTF-8 gets "?" for what is not.
std::string valid_utf8(const std::string& name) {
  boost::system::error_code invalid;
  json::parse(json::serialize(json::string(name)), invalid);
  return invalid ? one_line(name) : name;
}

}  // namespace

json::object describe(const Series& series) {
  json::array warnings;
  for (const Warning& warning : series.warnings)
    warnings.push_back({{"code", warning.code}, {"message", warning.message}});
  json::array volumes;
  for (const SeriesVolume& volume : series.volumes) {
    json::object described = describe(volume);
    described["id"] = volume.id;
    volumes.push_back(std::move(described));
  }
  json::object described{
      {"name", series.name},
      {"modality", series.modality},
      {"description", series.description},
      {"studyDate", series.study_date},
      {"format", series.format},
      {"transferSyntaxes", json::array(series.transfer_syntaxes.begin(), series.transfer_syntaxes.end())},
      {"fileCount", series.files.size()},
      {"warnings", warnings},
      {"lightBox", light_box_of(series)},
      {"spacing", spacing_of(series)}};
  for (auto& [key, value] : describe(series.volumes.front())) described[key] = value;
  described["volumes"] = std::move(volumes);
  return described;
}

json::array describe(std::span<const Refusal> refused) {
  json::array described;
  for (const Refusal& refusal : refused)
    described.push_back(
        {{"path", valid_utf8(refusal.path)}, {"code", refusal.code}, {"reason", refusal.reason}});
  return described;
}

}  // namespace scanetrix
