// SPDX-License-Identifier: Apache-2.0
#include <boost/json.hpp>
#include <iostream>

#include "base/id.h"
#include "commands/commands.h"
#include "pipeline/known_models.h"
#include "pipeline/try_model.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

/// Of one try. A network that needs more than this for a block is of no use here.
constexpr SandboxLimits kTryLimits{.memory_bytes = std::int64_t{16} << 30,
                                   .wall_clock = std::chrono::seconds(300)};

std::string text(const json::value& item, std::string_view key) {
  const std::string value = json::value_to<std::string>(item.at(key));
  return value.empty() ? "-" : value;
}

Result<void> list(const Config& config, const ModelsOptions& options) {
  std::vector<std::string> broken;
  const json::array known = TRY(known_models(config, broken));
  if (options.json)
    std::cout << json::serialize(known) << '\n';
  else
    for (const json::value& item : known)
      std::cout << text(item, "id") << '\t' << text(item, "kind") << '\t' << text(item, "version") << '\t'
                << text(item, "license") << '\t' << text(item, "name") << '\n';
  for (const std::string& model : broken) std::cerr << "scanetrix: " << model << '\n';
  return {};
}

void print(const TriedModel& tried) {
  const ModelDescription& model = tried.description;
  const auto& window = model.window.size;
  std::cout << fmt::format("{} {}\n", model.name, model.version);
  std::cout << fmt::format("licence: {}\n", model.license.empty() ? "not stated" : model.license);
  if (!model.intended_use.empty()) std::cout << fmt::format("intended use: {}\n", model.intended_use);
  std::cout << fmt::format("sees blocks of {} × {} × {} voxels\n", window[0], window[1], window[2]);
  if (!model.makes_labels()) std::cout << "makes an image\n";
  for (const LabelValue& label : model.labels)
    std::cout << fmt::format("label {}: {}\n", label.value, label.name);
  for (const std::string& note : tried.notes) std::cout << fmt::format("note: {}\n", note);
}

/// Tries it, in a folder that goes again, and hands it to `then`.
template <typename Then>
Result<void> with_tried(const ModelsOptions& options, const fs::path& parent, Then&& then) {
  const fs::path work = parent / ("model-" + new_id());
  const auto done = [&]() -> Result<void> {
    const TriedModel tried = TRY(try_model(options.given, work, kTryLimits, [] { return true; }));
    return then(tried);
  }();
  TRY(remove_tree(work));
  return done;
}

Result<void> run(const Config& config, const ModelsOptions& options) {
  if (options.action == "list") return list(config, options);
  if (options.action == "remove") return installed_models(config).remove(options.given);
  if (options.action == "check")
    return with_tried(options, fs::temp_directory_path(), [](const TriedModel& tried) -> Result<void> {
      print(tried);
      return {};
    });
  return with_tried(options, fs::path(config.data_dir) / "work",
                    [&](const TriedModel& tried) -> Result<void> {
                      const InstalledModel installed = TRY(installed_models(config).add(tried.files));
                      print(tried);
                      std::cout << fmt::format("installed as {}\n", installed.id);
                      return {};
                    });
}

}  // namespace

int run_models(const Config& config, const ModelsOptions& options) {
  const auto done = run(config, options);
  if (done) return 0;
  const std::string code(done.error().slug);
  std::cerr << "scanetrix: " << done.error().message << (code.empty() ? "" : " (" + code + ")") << '\n';
  return 1;
}

}  // namespace scanetrix
