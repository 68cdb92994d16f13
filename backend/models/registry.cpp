// SPDX-License-Identifier: Apache-2.0
#include "models/registry.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <chrono>

#include "base/hash.h"
#include "base/id.h"
#include "base/time.h"
#include "models/bundle_config.h"
#include "models/parse_model.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr std::size_t kIdLimit = 60;
constexpr std::uint64_t kHeaderLimit = 1 << 20;
constexpr auto kLeftover = std::chrono::hours(1);

auto no_such_model() {
  return fail(ErrorCode::not_found, "no_such_model", "There is no model of this id.");
}

Result<std::string> read_text(const fs::path& path) {
  return std::string(as_text(TRY(read_file(path, kBundleTextLimit))));
}

/// What a process that was killed while it added or removed one has left. Younger ones may be on their way.
Result<void> remove_leftovers(const fs::path& root) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(root, error)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with(".new-") && !name.starts_with(".old-")) continue;
    const auto changed = fs::last_write_time(entry.path(), error);
    if (!error && fs::file_time_type::clock::now() - changed > kLeftover) TRY(remove_tree(entry.path()));
  }
  return {};
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string model_id_of(std::string_view name) {
  std::string id;
  for (const char c : name) {
    const auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (is_word(lower))
      id += lower;
    else if (!id.empty() && id.back() != '-')
      id += '-';
    if (id.size() == kIdLimit) break;
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id.empty() ? "model" : id;
}

bool is_model_id(std::string_view text) {
  return !text.empty() && text.size() <= kIdLimit && is_word(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_word(c) || c == '-'; });
}

Result<InstalledModel> ModelRegistry::read(const std::string& id) const {
  const fs::path folder = root_ / id;
  const std::string metadata = TRY(read_text(folder / "metadata.json"));
  const std::string inference = TRY(read_text(folder / "inference.json"));
  const std::string installed = TRY(read_text(folder / "installed.json"));
  try {
    const json::value facts = json::parse(installed);
    return InstalledModel{
        id, json::value_to<std::string>(facts.at("sha256")), folder,
        TRY(parse_model(metadata, inference, json::value_to<std::string>(facts.at("name"))))};
  } catch (const std::exception&) {  // Boost.JSON's.
    return fail(ErrorCode::internal, "installed.json of a model is not as we write it");
  }
}

Result<std::vector<InstalledModel>> ModelRegistry::list(std::vector<std::string>* broken) const {
  std::vector<InstalledModel> models;
  std::error_code error;
  if (!fs::exists(root_, error)) return models;
  for (const auto& entry : fs::directory_iterator(root_, error)) {
    const std::string id = entry.path().filename();
    if (!is_model_id(id)) continue;  // One on its way in.
    if (auto model = read(id))
      models.push_back(std::move(*model));
    else if (broken != nullptr)
      broken->push_back(fmt::format("{}: {}", id, model.error().message));
  }
  if (error) return fail(ErrorCode::unavailable, "cannot list the models: " + error.message());
  std::sort(models.begin(), models.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return models;
}

Result<InstalledModel> ModelRegistry::find(const std::string& id) const {
  std::error_code error;
  if (!is_model_id(id) || !fs::exists(root_ / id, error)) return no_such_model();
  return read(id);
}

Result<InstalledModel> ModelRegistry::add(const ModelFiles& files) const {
  const ModelDescription description =
      TRY(parse_model(files.metadata_json, files.inference_json, files.fallback_name));
  const std::string id = model_id_of(description.name);
  std::error_code error;
  if (id == kReconstructionModel || fs::exists(root_ / id, error))
    return fail(
        ErrorCode::conflict, "model_exists",
        fmt::format("There is a model \"{}\" already; remove it first, or give this one another name.", id));
  TRY(remove_leftovers(root_));
  const fs::path made = root_ / (".new-" + new_id());
  TRY(make_directories(made));
  const auto written = [&]() -> Result<void> {
    std::error_code copying;
    fs::copy_file(files.network, made / "model.ts", copying);
    if (copying) return fail(ErrorCode::unavailable, "cannot copy the model: " + copying.message());
    TRY(write_durably(made / "metadata.json", as_bytes(files.metadata_json)));
    TRY(write_durably(made / "inference.json", as_bytes(files.inference_json)));
    const std::string sha256 = sha256_hex(TRY(MappedFile::open(made / "model.ts")).bytes());
    const std::string facts = json::serialize(
        json::object{{"name", description.name}, {"sha256", sha256}, {"installedAt", rfc3339(now_ms())}});
    TRY(write_durably(made / "installed.json", as_bytes(facts)));
    TRY(sync_tree(made));
    return move_durably(made, root_ / id);
  }();
  if (!written) {
    TRY(remove_tree(made));
    return tl::make_unexpected(written.error());
  }
  return read(id);
}

Result<void> ModelRegistry::remove(const std::string& id) const {
  std::error_code error;
  if (!is_model_id(id) || !fs::exists(root_ / id, error)) return no_such_model();
  // First under a name that is no id, so that nobody finds half of one.
  const fs::path leaving = root_ / (".old-" + new_id());
  TRY(move_durably(root_ / id, leaving));
  return remove_tree(leaving);
}

Result<std::map<std::string, std::string>> weights_metadata(const fs::path& path) {
  const MappedFile file = TRY(MappedFile::open(path));
  const ByteView bytes = file.bytes();
  const auto not_ours = [] {
    return fail(ErrorCode::bad_input, "bad_weights", "The weights are not a safetensors file.");
  };
  if (bytes.size() < 8) return not_ours();
  const auto header_bytes = load<std::uint64_t>(bytes, 0);
  if (header_bytes > std::min<std::uint64_t>(kHeaderLimit, bytes.size() - 8)) return not_ours();
  boost::system::error_code error;
  const json::value header = json::parse(as_text(bytes.subspan(8, header_bytes)), error);
  std::map<std::string, std::string> metadata;
  if (error || !header.is_object()) return not_ours();
  const json::value* found = header.get_object().if_contains("__metadata__");
  if (found == nullptr || !found->is_object()) return metadata;
  for (const auto& [key, value] : found->get_object())
    if (value.is_string()) metadata[std::string(key)] = shown_text(value.get_string(), 2000);
  return metadata;
}

}  // namespace scanetrix
