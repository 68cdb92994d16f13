// SPDX-License-Identifier: Apache-2.0
#include "serve/asked_volume.h"

#include <boost/json.hpp>
#include <charconv>
#include <cmath>

#include "base/id.h"
#include "pipeline/scan_volumes.h"

namespace scanetrix {

namespace json = boost::json;

Result<ScanRow> own_scan(const Request& request, const Services& services) {
  const std::string& id = request.path_value("id");
  if (!is_id(id)) return fail(ErrorCode::not_found, "There is no such scan.");
  return services.library.scans.find(request.user_id(), id);
}

Result<VolumeFacts> find_volume(const ScanRow& scan, const std::string& volume_id, const Library& library) {
  const json::value volumes = json::parse(scan.volumes_json);
  for (const json::value& volume : volumes.as_array()) {
    if (volume.at("id").as_string() != volume_id) continue;
    VolumeFacts facts;
    facts.volume = volume_from(volume.as_object());
    facts.window = {"", volume.at("window").at("center").to_number<double>(),
                    volume.at("window").at("width").to_number<double>()};
    facts.inverted = volume.at("inverted").as_bool();
    facts.zarr = library.blobs.package_folder(scan.id, scan.package) / "volumes" / volume_id / "zarr";
    return facts;
  }
  return fail(ErrorCode::not_found, "This scan has no such volume.");
}

Result<std::optional<double>> number_in(const Request& request, std::string_view name) {
  const auto text = request.query_value(name);
  if (!text) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size() || !std::isfinite(value))
    return fail(ErrorCode::bad_input, "validation_failed", fmt::format("\"{}\" must be a number.", name));
  return std::optional(value);
}

Result<std::int64_t> time_in(const Request& request, std::int64_t time_points) {
  const double time = TRY(number_in(request, "time")).value_or(0);
  if (time != std::floor(time) || time < 0 || time >= static_cast<double>(time_points))
    return fail(ErrorCode::bad_input, "out_of_range",
                fmt::format("\"time\" must be a whole number from 0 to {} in this volume.", time_points - 1));
  return static_cast<std::int64_t>(time);
}

}  // namespace scanetrix
