// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/order.h"

#include <boost/json.hpp>

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr auto kOrder = "in/order.json";
constexpr auto kWeights = "in/weights.safetensors";
constexpr std::uint64_t kJsonLimit = 1 << 20;

Result<void> write_json(const fs::path& path, const json::object& value) {
  TRY(make_directories(path.parent_path()));
  const FileHandle handle = TRY(create_file(path));
  return write_all(handle, as_bytes(json::serialize(value)));
}

std::string text(const json::value& object, std::string_view key) {
  return json::value_to<std::string>(object.at(key));
}

json::value or_null(const std::optional<double>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}
std::optional<double> number_or_none(const json::value& value) {
  if (value.is_null()) return std::nullopt;
  return value.to_number<double>();
}

}  // namespace

Result<void> write_order(const ReconstructionOrder& order, const fs::path& folder) {
  TRY(make_directories(folder / "out"));
  TRY(write_json(folder / kOrder, {{"factor", order.factor},
                                   {"mode", name_of(order.mode)},
                                   {"sliceThicknessMm", or_null(order.slice_thickness_mm)},
                                   {"profileShape", name_of(order.profile_shape)},
                                   {"hasWeights", !order.weights.empty()},
                                   {"gate", order.gate},
                                   {"refineSeconds", order.refine_seconds}}));
  if (order.weights.empty()) return {};
  std::error_code error;
  fs::copy_file(order.weights, folder / kWeights, fs::copy_options::overwrite_existing, error);
  if (error) return fail(ErrorCode::not_found, "the weights cannot be handed over: " + error.message());
  return {};
}

Result<ReconstructionOrder> read_order(const fs::path& folder) {
  const auto bytes = read_file(folder / kOrder, kJsonLimit);
  if (!bytes) return fail(ErrorCode::bad_input, "there is no order.json to work on");
  try {
    const json::value value = json::parse(as_text(*bytes));
    ReconstructionOrder order;
    order.factor = value.at("factor").to_number<int>();
    const auto mode = reconstruction_mode_named(text(value, "mode"));
    const auto shape = profile_shape_named(text(value, "profileShape"));
    if (!mode || !shape) return fail(ErrorCode::bad_input, "order.json names an unknown mode or profile");
    order.mode = *mode;
    order.profile_shape = *shape;
    order.slice_thickness_mm = number_or_none(value.at("sliceThicknessMm"));
    if (value.at("hasWeights").as_bool()) order.weights = (folder / kWeights).string();
    order.gate = value.at("gate").as_bool();
    order.refine_seconds = value.at("refineSeconds").to_number<int>();
    if (order.refine_seconds < 0 || order.refine_seconds > kMostRefineSeconds)
      return fail(ErrorCode::bad_input, "order.json asks for a refinement of a length that there is not");
    return order;
  } catch (const std::exception&) {  // Boost.JSON's.
    return fail(ErrorCode::bad_input, "order.json is not as we write it");
  }
}

Result<void> write_report(const ReconstructionReport& report, const fs::path& folder) {
  return write_json(folder / "out" / "report.json", {{"method", report.method},
                                                     {"reason", report.reason},
                                                     {"model", report.model},
                                                     {"modelSha256", report.model_sha256},
                                                     {"factor", report.factor},
                                                     {"mode", report.mode},
                                                     {"profileShape", report.profile_shape},
                                                     {"profileWidthMm", report.profile_width_mm},
                                                     {"profileKnown", report.profile_known},
                                                     {"gateGainDb", or_null(report.gate_gain_db)},
                                                     {"refineSteps", report.refine_steps},
                                                     {"refineGainDb", or_null(report.refine_gain_db)},
                                                     {"flowPart", report.flow_part},
                                                     {"errorCode", report.error_code},
                                                     {"errorDetail", report.error_detail}});
}

Result<ReconstructionReport> read_reconstruction_report(const fs::path& folder) {
  const auto bytes = read_file(folder / "out" / "report.json", kJsonLimit);
  if (!bytes) return fail(ErrorCode::internal, "the reconstruction left no report");
  try {
    const json::value value = json::parse(as_text(*bytes));
    return ReconstructionReport{.method = text(value, "method"),
                                .reason = text(value, "reason"),
                                .model = text(value, "model"),
                                .model_sha256 = text(value, "modelSha256"),
                                .factor = value.at("factor").to_number<int>(),
                                .mode = text(value, "mode"),
                                .profile_shape = text(value, "profileShape"),
                                .profile_width_mm = value.at("profileWidthMm").to_number<double>(),
                                .profile_known = value.at("profileKnown").as_bool(),
                                .gate_gain_db = number_or_none(value.at("gateGainDb")),
                                .refine_steps = value.at("refineSteps").to_number<int>(),
                                .refine_gain_db = number_or_none(value.at("refineGainDb")),
                                .flow_part = value.at("flowPart").to_number<double>(),
                                .error_code = text(value, "errorCode"),
                                .error_detail = text(value, "errorDetail")};
  } catch (const std::exception&) {  // Boost.JSON's.
    return fail(ErrorCode::internal, "the reconstruction's report is not as we write it");
  }
}

fs::path input_zarr(const fs::path& folder) {
  return folder / "in" / "zarr";
}
fs::path reconstructed_zarr(const fs::path& folder) {
  return folder / "out" / "reconstructed" / "zarr";
}
fs::path uncertainty_zarr(const fs::path& folder) {
  return folder / "out" / "uncertainty" / "zarr";
}

}  // namespace scanetrix
