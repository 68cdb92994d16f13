// SPDX-License-Identifier: Apache-2.0
#include "pipeline/scan_volumes.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>

#include "reconstruct/offer.h"
#include "store/provenance_json.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

std::string text_or_empty(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? json::value_to<std::string>(*value) : "";
}

std::optional<double> number_or_none(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_number() ? std::optional(value->to_number<double>()) : std::nullopt;
}

std::vector<LabelValue> label_colors(const json::object& facts) {
  std::vector<LabelValue> labels;
  const json::value* listed = facts.if_contains("labels");
  if (listed == nullptr) return labels;
  for (const json::value& entry : listed->as_array()) {
    const std::string_view color = entry.at("color").as_string();  // "#rrggbb", as package.cpp writes it.
    LabelValue label{.value = entry.at("value").to_number<int>()};
    for (std::size_t c = 0; c < 3; ++c)
      std::from_chars(color.data() + 1 + 2 * c, color.data() + 3 + 2 * c, label.color[c], 16);
    labels.push_back(std::move(label));
  }
  return labels;
}

VolumeForm form_from(const json::object& facts) {
  VolumeForm form;
  const auto& shape = facts.at("shape").as_array();
  form.geometry.shape = {shape.at(0).to_number<std::int64_t>(), shape.at(1).to_number<std::int64_t>(),
                         shape.at(2).to_number<std::int64_t>()};
  std::array<double, 16> matrix{};
  for (std::size_t n = 0; n < 16; ++n) matrix[n] = facts.at("ijkToLps").at(n).to_number<double>();
  form.geometry.ijk_to_lps = Affine::from_row_major(matrix);
  form.geometry.calibrated = facts.at("calibrated").as_bool();
  // Scans stored before there were others have no kind.
  form.kind = volume_kind_named(text_or_empty(facts, "kind")).value_or(VolumeKind::image);
  if (const auto type = voxel_type_named(text_or_empty(facts, "dtype"))) form.type = *type;
  form.channels = facts.at("channels").to_number<int>();
  form.slope = facts.at("slope").to_number<double>();
  form.intercept = facts.at("intercept").to_number<double>();
  form.unit = json::value_to<std::string>(facts.at("valueUnit"));
  form.time_points = facts.at("timePoints").to_number<std::int64_t>();
  return form;
}

auto not_as_written() {
  return fail(ErrorCode::internal, "what is kept of a scan is not as we write it");
}

}  // namespace

SeriesVolume volume_from(const json::object& facts) {
  SeriesVolume volume;
  volume.id = json::value_to<std::string>(facts.at("id"));
  volume.form = form_from(facts);
  take_provenance(facts.at("provenance").as_object(), volume);
  volume.slice_thickness_mm = number_or_none(facts, "sliceThicknessMm");
  if (const json::value* cine = facts.if_contains("cine"))
    volume.cine = Cine{number_or_none(cine->as_object(), "frameMs"), cine->at("pixelsCalibrated").as_bool()};
  volume.name = text_or_empty(facts, "name");
  volume.labels = label_colors(facts);
  volume.labels_of = text_or_empty(facts, "labelsOf");
  volume.reconstructed_from = text_or_empty(facts, "reconstructedFrom");
  volume.uncertainty_of = text_or_empty(facts, "uncertaintyOf");
  return volume;
}

Result<std::vector<SeriesVolume>> volumes_of(const ScanRow& scan) {
  try {
    std::vector<SeriesVolume> volumes;
    const json::value listed = json::parse(scan.volumes_json);
    for (const json::value& facts : listed.as_array()) volumes.push_back(volume_from(facts.as_object()));
    return volumes;
  } catch (const std::exception&) {  // Boost.JSON's.
    return not_as_written();
  }
}

Result<std::vector<Warning>> warnings_of(const ScanRow& scan) {
  try {
    std::vector<Warning> warnings;
    const json::value listed = json::parse(scan.warnings_json);
    for (const json::value& warning : listed.as_array())
      warnings.push_back({json::value_to<std::string>(warning.at("code")),
                          json::value_to<std::string>(warning.at("message"))});
    return warnings;
  } catch (const std::exception&) {  // Boost.JSON's.
    return not_as_written();
  }
}

const SeriesVolume* find_source(const std::vector<SeriesVolume>& volumes, std::string_view id) {
  const auto wanted = std::find_if(volumes.begin(), volumes.end(), [&](const SeriesVolume& volume) {
    if (!id.empty()) return volume.id == id;
    return volume.form.kind == VolumeKind::image && volume.reconstructed_from.empty();
  });
  return wanted == volumes.end() ? nullptr : &*wanted;
}

Result<ReconstructionState> reconstruction_state(const ScanRow& scan) {
  using Is = ReconstructionState::Is;
  const auto volumes = TRY(volumes_of(scan));
  const auto made = std::find_if(volumes.begin(), volumes.end(), [](const SeriesVolume& volume) {
    return !volume.reconstructed_from.empty();
  });
  if (made != volumes.end()) {
    const SeriesVolume* source = find_source(volumes, made->reconstructed_from);
    if (source == nullptr) return not_as_written();
    const auto spacing = made->form.geometry.spacing_mm();
    return ReconstructionState{
        .is = Is::made,
        .volume = made->reconstructed_from,
        .factor = static_cast<int>(std::lround(source->form.geometry.spacing_mm()[0] / spacing[0])),
        .spacing_mm = spacing,
        .reason = {}};
  }
  const SeriesVolume* source = find_source(volumes, "");
  if (source == nullptr)
    return ReconstructionState{.reason =
                                   Warning{"not_an_image", "This scan has no volume of measured values."}};
  const auto offer = reconstruction_offer(*source, TRY(warnings_of(scan)));
  if (!offer)
    return ReconstructionState{.volume = source->id,
                               .reason = Warning{std::string(offer.error().slug), offer.error().message}};
  return ReconstructionState{.is = Is::offered,
                             .volume = source->id,
                             .factor = offer->factor,
                             .spacing_mm = offer->geometry.spacing_mm(),
                             .reason = {}};
}

}  // namespace scanetrix
