// SPDX-License-Identifier: Apache-2.0
#include "models/model_order.h"

#include <boost/json.hpp>

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr std::uint64_t kJsonLimit = 1 << 20;

Result<void> write_json(const fs::path& path, const json::object& value) {
  TRY(make_directories(path.parent_path()));
  const FileHandle handle = TRY(create_file(path));
  return write_all(handle, as_bytes(json::serialize(value)));
}

}  // namespace

Result<void> write_model_order(const ModelOrder& order, const fs::path& folder) {
  TRY(make_directories(folder / "out"));
  return write_json(
      folder / "in" / "model_order.json",
      {{"task", order.task == ModelTask::check ? "check" : "run"}, {"fallbackName", order.fallback_name}});
}

Result<ModelOrder> read_model_order(const fs::path& folder) {
  const Bytes bytes = TRY(read_file(folder / "in" / "model_order.json", kJsonLimit));
  try {
    const json::value value = json::parse(as_text(bytes));
    const auto task = json::value_to<std::string>(value.at("task"));
    if (task == "check" || task == "run")
      return ModelOrder{.task = task == "check" ? ModelTask::check : ModelTask::run,
                        .fallback_name = json::value_to<std::string>(value.at("fallbackName"))};
  } catch (const std::exception&) {  // Boost.JSON's.
  }
  return fail(ErrorCode::bad_input, "in/model_order.json is not as we write it");
}

Result<void> write_model_report(const ModelReport& report, const fs::path& folder) {
  return write_json(folder / "out" / "model_report.json", {{"notes", json::value_from(report.notes)},
                                                           {"errorCode", report.error_code},
                                                           {"errorDetail", report.error_detail}});
}

Result<ModelReport> read_model_report(const fs::path& folder) {
  const auto bytes = read_file(folder / "out" / "model_report.json", kJsonLimit);
  if (!bytes) return fail(ErrorCode::internal, "the network's process left no report");
  try {
    const json::value value = json::parse(as_text(*bytes));
    return ModelReport{.notes = json::value_to<std::vector<std::string>>(value.at("notes")),
                       .error_code = json::value_to<std::string>(value.at("errorCode")),
                       .error_detail = json::value_to<std::string>(value.at("errorDetail"))};
  } catch (const std::exception&) {  // Boost.JSON's.
    return fail(ErrorCode::internal, "the report of the network's process is not as we write it");
  }
}

fs::path model_input_zarr(const fs::path& folder) {
  return folder / "in" / "zarr";
}
fs::path model_result_zarr(const fs::path& folder) {
  return folder / "out" / "result" / "zarr";
}

}  // namespace scanetrix
