// SPDX-License-Identifier: Apache-2.0
#include "serve/wire.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/time.h"
#include "pipeline/scan_volumes.h"
#include "reconstruct/order.h"
#include "upload/staging.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr std::size_t kNameLimit = 200;
constexpr std::size_t kTagLimit = 20;
constexpr std::size_t kTagLength = 50;
constexpr std::size_t kDepthLimit = 32;

/// Characters, not bytes, of UTF-8.
std::size_t length_of(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return std::string(text);
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// Reads fields of one JSON object and remembers what is wrong with each.
class Reader {
 public:
  static Parsed<Reader> open(const std::string& body) {
    json::parse_options options;
    options.max_depth = kDepthLimit;
    json::error_code error;
    json::value value = json::parse(body, error, {}, options);
    if (error || !value.is_object())
      return tl::make_unexpected(problem(400, "bad_request", "The request's body is not a JSON object."));
    return Reader(std::move(value));
  }

  /// A string, or nothing with the error noted.
  std::optional<std::string> text(std::string_view field, bool required) {
    const json::value* value = object().if_contains(field);
    if (value == nullptr || (value->is_null() && !required)) {
      if (required) wrong(field, fmt::format("\"{}\" is missing.", field));
      return std::nullopt;
    }
    if (!value->is_string()) {
      wrong(field, fmt::format("\"{}\" must be a string.", field));
      return std::nullopt;
    }
    return json::value_to<std::string>(*value);
  }

  [[nodiscard]] const json::object& object() const { return value_.get_object(); }
  void wrong(std::string_view field, std::string message) {
    errors_.push_back({std::string(field), std::move(message)});
  }
  [[nodiscard]] bool good() const { return errors_.empty(); }
  [[nodiscard]] auto errors() const { return tl::make_unexpected(problem(errors_)); }

 private:
  explicit Reader(json::value value) : value_(std::move(value)) {}
  json::value value_;
  std::vector<FieldError> errors_;
};

/// Enough to keep typing mistakes out; whether it exists only a message to it could tell.
bool looks_like_email(const std::string& email) {
  const std::size_t at = email.find('@');
  return email.size() <= 254 && at != email.npos && at > 0 && email.rfind('@') == at &&
         at + 1 < email.size() && email.find(' ') == email.npos && !has_control(email);
}

std::optional<std::string> read_email(Reader& reader) {
  auto email = reader.text("email", true);
  if (!email) return std::nullopt;
  std::string clean = trimmed(*email);
  std::transform(clean.begin(), clean.end(), clean.begin(), [](unsigned char c) { return std::tolower(c); });
  if (!looks_like_email(clean)) reader.wrong("email", "Write an e-mail address, as in name@example.org.");
  return clean;
}

std::optional<std::string> read_name(Reader& reader, std::string_view field, bool required) {
  auto name = reader.text(field, required);
  if (!name) return std::nullopt;
  std::string clean = trimmed(*name);
  if (clean.empty() || length_of(clean) > kNameLimit || has_control(clean))
    reader.wrong(field, fmt::format("\"{}\" must have 1 to {} characters.", field, kNameLimit));
  return clean;
}

/// Whether every member of `object` is one of `known`; else the first that is not is wrong.
bool only_members(Reader& reader, const json::object& object, const std::string& place,
                  std::initializer_list<std::string_view> known) {
  for (const auto& member : object) {
    const std::string_view key(member.key().data(), member.key().size());
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    reader.wrong(fmt::format("{}{}{}", place, place.empty() ? "" : ".", key), "There is no such field here.");
    return false;
  }
  return true;
}

/// A whole number from 1 to `most`.
std::optional<int> read_count(Reader& reader, const json::object& object, std::string_view key,
                              const std::string& place, int most) {
  const json::value* value = object.if_contains(key);
  json::error_code error;
  const auto number = value != nullptr && value->is_number() ? value->to_number<std::int64_t>(error) : 0;
  if (!error && number >= 1 && number <= most) return static_cast<int>(number);
  reader.wrong(fmt::format("{}.{}", place, key),
               fmt::format("\"{}\" must be a whole number from 1 to {}.", key, most));
  return std::nullopt;
}

std::optional<double> read_distance(Reader& reader, const json::value* value, const std::string& place) {
  const double mm = value != nullptr && value->is_number() ? value->to_number<double>() : 0;
  if (mm >= kLeastSpacingMm && mm <= kMostSpacingMm) return mm;
  reader.wrong(place, "A distance is a number of mm, more than 0 and at most 1000.");
  return std::nullopt;
}

std::optional<LightBoxGrid> read_grid(Reader& reader, const json::value& value, const std::string& place) {
  const json::object* object = value.if_object();
  if (object == nullptr) {
    reader.wrong(place, "A light box is {\"rows\", \"columns\", \"order\"}, or null.");
    return std::nullopt;
  }
  if (!only_members(reader, *object, place, {"rows", "columns", "order"})) return std::nullopt;
  const auto rows = read_count(reader, *object, "rows", place, kMostGridLines);
  const auto columns = read_count(reader, *object, "columns", place, kMostGridLines);
  const json::value* named = object->if_contains("order");
  const auto order = named != nullptr && named->is_string()
                         ? tile_order_named(json::value_to<std::string>(*named))
                         : std::nullopt;
  if (!order) reader.wrong(place + ".order", "\"order\" must be row_major or column_major.");
  if (!rows || !columns || !order) return std::nullopt;
  return LightBoxGrid{*rows, *columns, *order};
}

std::optional<EnteredSpacing> read_spacing(Reader& reader, const json::value& value,
                                           const std::string& place) {
  const json::object* object = value.if_object();
  if (object == nullptr) {
    reader.wrong(place, "A spacing is {\"pixelMm\": [y, x], \"sliceMm\"}, or null.");
    return std::nullopt;
  }
  if (!only_members(reader, *object, place, {"pixelMm", "sliceMm"})) return std::nullopt;
  const json::value* pixel = object->if_contains("pixelMm");
  const json::array* pair = pixel != nullptr ? pixel->if_array() : nullptr;
  if (pair == nullptr || pair->size() != 2) {
    reader.wrong(place + ".pixelMm", "\"pixelMm\" must be two numbers: between rows, between columns.");
    return std::nullopt;
  }
  const auto row = read_distance(reader, &pair->at(0), place + ".pixelMm[0]");
  const auto column = read_distance(reader, &pair->at(1), place + ".pixelMm[1]");
  const json::value* slice = object->if_contains("sliceMm");
  if (slice != nullptr && slice->is_null())
    return row && column ? std::optional(EnteredSpacing{*row, *column, {}}) : std::nullopt;
  const auto step = read_distance(reader, slice, place + ".sliceMm");
  if (!row || !column || !step) return std::nullopt;
  return EnteredSpacing{*row, *column, step};
}

/// What stands under "parameters", where it does; members that are not `known` are wrong.
const json::object* read_parameters(Reader& reader, std::initializer_list<std::string_view> known) {
  const json::value* given = reader.object().if_contains("parameters");
  if (given == nullptr) return nullptr;
  const json::object* parameters = given->if_object();
  if (parameters == nullptr)
    reader.wrong("parameters", "\"parameters\" must be an object.");
  else
    only_members(reader, *parameters, "parameters", known);
  return parameters;
}

std::string_view name_of(ReconstructionState::Is is) {
  switch (is) {
    case ReconstructionState::Is::offered:
      return "offered";
    case ReconstructionState::Is::made:
      return "made";
    case ReconstructionState::Is::unavailable:
      return "unavailable";
  }
  std::abort();  // Not a value of the enum: memory is damaged.
}

json::object reconstruction_to_json(const ScanRow& scan) {
  const auto state =
      reconstruction_state(scan).value();  // We wrote the row ourselves, as this whole function.
  json::object out{{"state", name_of(state.is)},
                   {"volume", state.volume.empty() ? json::value(nullptr) : json::value(state.volume)},
                   {"factor", state.factor ? json::value(*state.factor) : json::value(nullptr)},
                   {"spacingMm", nullptr},
                   {"reason", nullptr}};
  if (state.spacing_mm)
    out["spacingMm"] = json::array{(*state.spacing_mm)[0], (*state.spacing_mm)[1], (*state.spacing_mm)[2]};
  if (state.reason) out["reason"] = {{"code", state.reason->code}, {"message", state.reason->message}};
  return out;
}

}  // namespace

json::object user_to_json(const UserRow& user) {
  return {{"id", user.id}, {"email", user.email}, {"name", user.name}, {"role", name_of(user.role)}};
}

json::object upload_to_json(const UploadView& view) {
  const UploadRow& row = view.row;
  double fraction = row.fraction;
  if (row.state == UploadState::open)
    fraction = row.bytes_expected > 0
                   ? static_cast<double>(row.bytes_received) / static_cast<double>(row.bytes_expected)
                   : 0;
  json::array refused;
  for (const Refusal& refusal : view.refused)
    refused.push_back({{"path", refusal.path}, {"code", refusal.code}, {"reason", refusal.reason}});
  json::object out{{"id", row.id},
                   {"name", row.name},
                   {"state", name_of(row.state)},
                   {"progress", {{"stage", row.stage}, {"fraction", std::clamp(fraction, 0.0, 1.0)}}},
                   {"files",
                    {{"expected", row.files_expected},
                     {"received", row.files_received},
                     {"expectedBytes", row.bytes_expected},
                     {"receivedBytes", row.bytes_received}}},
                   {"scans", json::value_from(view.scans)},
                   {"refused", refused},
                   {"createdAt", rfc3339(row.created_at)}};
  if (row.state == UploadState::open) out["missing"] = json::value_from(view.missing);
  if (row.state == UploadState::failed)
    out["error"] = {{"code", row.error_code}, {"detail", row.error_detail}};
  return out;
}

json::object scan_to_json(const ScanRow& scan, const UserRow& owner) {
  const std::string base = "/api/v1/scans/" + scan.id;
  json::array volumes = json::parse(scan.volumes_json).as_array();
  for (json::value& volume : volumes) {
    json::object& facts = volume.as_object();
    int revision = scan.revision;
    if (const json::value* since = facts.if_contains("zarrRevision")) {
      revision = since->to_number<int>();
      facts.erase("zarrRevision");
    }
    facts["zarrUrl"] = fmt::format("{}/revisions/{}/volumes/", base, revision) +
                       json::value_to<std::string>(facts.at("id")) + "/zarr";
    if (!facts.contains("kind")) facts["kind"] = "image";  // Of scans stored before there were others.
  }
  return {{"id", scan.id},
          {"name", scan.name},
          {"state", scan.state},
          {"modality", scan.modality},
          {"description", scan.description},
          {"studyDate", scan.study_date.empty() ? json::value(nullptr) : json::value(scan.study_date)},
          {"createdAt", rfc3339(scan.created_at)},
          {"owner", {{"id", owner.id}, {"name", owner.name}}},
          {"tags", json::parse(scan.tags_json)},
          {"source", json::parse(scan.source_json)},
          {"warnings", json::parse(scan.warnings_json)},
          {"volumes", volumes},
          {"annotationsUrl", base + "/annotations"},
          {"revision", scan.revision},
          {"lightBox", json::parse(scan.light_box_json)},
          {"spacing", json::parse(scan.spacing_json)},
          {"reconstruction", reconstruction_to_json(scan)}};
}

json::object job_to_json(const JobRow& job) {
  json::object out{{"id", job.id},
                   {"scanId", job.scan_id},
                   {"kind", job.kind},
                   {"state", job.state},
                   {"progress", {{"stage", job.stage}, {"fraction", std::clamp(job.fraction, 0.0, 1.0)}}},
                   {"createdAt", rfc3339(job.created_at)}};
  if (job.state == "failed") out["error"] = {{"code", job.error_code}, {"detail", job.error_detail}};
  if (job.state == "done") out["result"] = json::parse(job.result_json);
  return out;
}

Response json_response(int status, const json::object& body) {
  Response response(status);
  response.with("Content-Type", "application/json").with("Cache-Control", "no-store");
  response.body = json::serialize(body);
  return response;
}

Parsed<Credentials> parse_registration(const std::string& body) {
  auto reader = Reader::open(body);
  if (!reader) return tl::make_unexpected(reader.error());
  const auto email = read_email(*reader);
  const auto password = reader->text("password", true);
  const auto name = read_name(*reader, "name", true);
  if (!reader->good()) return reader->errors();
  return Credentials{*email, *password, *name};
}

Parsed<Credentials> parse_login(const std::string& body) {
  auto reader = Reader::open(body);
  if (!reader) return tl::make_unexpected(reader.error());
  const auto email = read_email(*reader);
  const auto password = reader->text("password", true);
  if (!reader->good()) return reader->errors();
  return Credentials{*email, *password, ""};
}

Parsed<UploadManifest> parse_manifest(const std::string& body, std::int64_t most_files,
                                      std::int64_t most_bytes) {
  auto reader = Reader::open(body);
  if (!reader) return tl::make_unexpected(reader.error());
  UploadManifest manifest;
  if (const auto name = read_name(*reader, "name", false)) manifest.name = *name;

  const json::value* files = reader->object().if_contains("files");
  if (files != nullptr && !files->is_array()) reader->wrong("files", "\"files\" must be a list.");
  std::set<std::string> seen;
  std::int64_t total = 0;
  if (files != nullptr && files->is_array()) {
    if (static_cast<std::int64_t>(files->get_array().size()) > most_files)
      return tl::make_unexpected(
          problem(413, "payload_too_large",
                  fmt::format("One upload holds at most {} files. Upload them in parts.", most_files)));
    for (const json::value& file : files->get_array()) {
      const std::string field = fmt::format("files[{}]", manifest.files.size());
      UploadFileRow row{.number = static_cast<int>(manifest.files.size()) + 1};
      const json::object* object = file.if_object();
      const json::value* path = object != nullptr ? object->if_contains("path") : nullptr;
      const json::value* size = object != nullptr ? object->if_contains("size") : nullptr;
      const json::value* sha256 = object != nullptr ? object->if_contains("sha256") : nullptr;
      const auto clean = path != nullptr && path->is_string()
                             ? clean_path(path->get_string())
                             : Result<std::string>(fail(ErrorCode::bad_input, ""));
      json::error_code error;
      row.size_bytes = size != nullptr && size->is_number() ? size->to_number<std::int64_t>(error) : -1;
      if (!clean)
        reader->wrong(field + ".path", "A path must be relative, without \"..\" or control characters.");
      else if (!seen.insert(*clean).second)
        reader->wrong(field + ".path", "Every path may stand in the list once.");
      else
        row.path = *clean;
      if (error || row.size_bytes < 0)
        reader->wrong(field + ".size", "A size must be a whole number of bytes.");
      if (sha256 != nullptr && !sha256->is_null()) {
        row.expected_sha256 = sha256->is_string() ? json::value_to<std::string>(*sha256) : "";
        const bool hex = row.expected_sha256.size() == 64 &&
                         std::all_of(row.expected_sha256.begin(), row.expected_sha256.end(),
                                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
        if (!hex) reader->wrong(field + ".sha256", "A SHA-256 is 64 lower-case hexadecimal digits.");
      }
      total += std::max<std::int64_t>(0, row.size_bytes);
      if (total > most_bytes || total < 0)
        return tl::make_unexpected(
            problem(413, "payload_too_large",
                    fmt::format("One upload holds at most {} MB. Upload the series one at a time.",
                                most_bytes >> 20)));
      manifest.files.push_back(std::move(row));
      if (!reader->good()) break;  // One fault is enough to say.
    }
  }
  if (!reader->good()) return reader->errors();
  if (manifest.name.empty()) manifest.name = manifest.files.empty() ? "Upload" : manifest.files.front().path;
  return manifest;
}

Parsed<ScanPatch> parse_scan_patch(const std::string& body) {
  auto reader = Reader::open(body);
  if (!reader) return tl::make_unexpected(reader.error());
  ScanPatch patch;
  patch.name = read_name(*reader, "name", false);
  if (const json::value* tags = reader->object().if_contains("tags")) {
    json::array clean;
    const json::array* list = tags->if_array();
    if (list == nullptr || list->size() > kTagLimit) {
      reader->wrong("tags", fmt::format("\"tags\" must be a list of at most {}.", kTagLimit));
    } else {
      std::set<std::string> seen;
      for (const json::value& tag : *list) {
        const std::string text = tag.is_string() ? trimmed(json::value_to<std::string>(tag)) : "";
        if (text.empty() || length_of(text) > kTagLength || has_control(text))
          reader->wrong("tags", fmt::format("A tag must have 1 to {} characters.", kTagLength));
        else if (seen.insert(text).second)
          clean.emplace_back(text);
      }
    }
    patch.tags_json = json::serialize(clean);
  }
  for (const auto& member : reader->object())
    if (member.key() != "name" && member.key() != "tags")
      reader->wrong(member.key(), "Only \"name\" and \"tags\" can be changed.");
  if (!reader->good()) return reader->errors();
  return patch;
}

Parsed<std::string> parse_job_kind(const std::string& body, std::span<const std::string_view> known) {
  auto reader = Reader::open(body);
  if (!reader) return tl::make_unexpected(reader.error());
  only_members(*reader, reader->object(), "", {"kind", "parameters"});
  const auto kind = reader->text("kind", true);
  if (kind && std::find(known.begin(), known.end(), *kind) == known.end())
    reader->wrong("kind", fmt::format("This server has jobs of kind {}.", fmt::join(known, ", ")));
  if (!reader->good()) return reader->errors();
  return *kind;
}

Parsed<DecisionChange> parse_reread(const std::string& body) {
  auto reader = Reader::open(body);
  if (!reader) return tl::make_unexpected(reader.error());
  DecisionChange change;
  if (const json::object* parameters = read_parameters(*reader, {"lightBox", "spacing"})) {
    if (const json::value* box = parameters->if_contains("lightBox"))
      change.light_box = box->is_null() ? std::nullopt : read_grid(*reader, *box, "parameters.lightBox");
    if (const json::value* spacing = parameters->if_contains("spacing"))
      change.spacing =
          spacing->is_null() ? std::nullopt : read_spacing(*reader, *spacing, "parameters.spacing");
  }
  if (!reader->good()) return reader->errors();
  return change;
}

Parsed<ReconstructParameters> parse_reconstruct(const std::string& body) {
  auto reader = Reader::open(body);
  if (!reader) return tl::make_unexpected(reader.error());
  ReconstructParameters wanted;
  if (const json::object* parameters = read_parameters(*reader, {"volume", "mode", "refineSeconds"})) {
    if (const json::value* volume = parameters->if_contains("volume")) {
      if (volume->is_string() && !volume->get_string().empty())
        wanted.volume = json::value_to<std::string>(*volume);
      else
        reader->wrong("parameters.volume", "\"volume\" must be the id of one of the scan's volumes.");
    }
    if (const json::value* given = parameters->if_contains("mode")) {
      const auto mode = given->is_string() ? reconstruction_mode_named(given->get_string()) : std::nullopt;
      if (mode)
        wanted.mode = *mode;
      else
        reader->wrong("parameters.mode", "\"mode\" must be preserve or deblur.");
    }
    if (const json::value* given = parameters->if_contains("refineSeconds")) {
      json::error_code error;
      const auto seconds = given->is_number() ? given->to_number<std::int64_t>(error) : -1;
      if (!error && seconds >= 0 && seconds <= kMostRefineSeconds)
        wanted.refine_seconds = static_cast<int>(seconds);
      else
        reader->wrong(
            "parameters.refineSeconds",
            fmt::format("\"refineSeconds\" must be a whole number from 0 to {}.", kMostRefineSeconds));
    }
  }
  if (!reader->good()) return reader->errors();
  return wanted;
}

Parsed<SegmentParameters> parse_segment(const std::string& body) {
  auto reader = Reader::open(body);
  if (!reader) return tl::make_unexpected(reader.error());
  SegmentParameters wanted;
  const json::object* parameters = read_parameters(*reader, {"model", "volume"});
  const json::value* model = parameters == nullptr ? nullptr : parameters->if_contains("model");
  if (model != nullptr && model->is_string())
    wanted.model = json::value_to<std::string>(*model);
  else
    reader->wrong("parameters.model", "\"model\" must be the id of one of this server's models.");
  const json::value* volume = parameters == nullptr ? nullptr : parameters->if_contains("volume");
  if (volume != nullptr && volume->is_string() && !volume->get_string().empty())
    wanted.volume = json::value_to<std::string>(*volume);
  else if (volume != nullptr)
    reader->wrong("parameters.volume", "\"volume\" must be the id of one of the scan's volumes.");
  if (!reader->good()) return reader->errors();
  return wanted;
}

Parsed<std::string> parse_annotations(const std::string& body) {
  auto reader = Reader::open(body);
  if (!reader) return tl::make_unexpected(reader.error());
  return json::serialize(reader->object());
}

}  // namespace scanetrix
