// SPDX-License-Identifier: Apache-2.0
#include "base/config.h"

#include <algorithm>
#include <charconv>
#include <toml.hpp>
#include <variant>

namespace scanetrix {
namespace {

using Field = std::variant<std::string Config::*, std::int64_t Config::*, bool Config::*>;

struct Option {
  std::string_view name;  ///< With dashes.
  Field field;
  std::string_view help;
};

const Option kOptions[] = {
    {"listen", &Config::listen, "HOST:PORT to listen on; port 0 picks a free one"},
    {"data-dir", &Config::data_dir, "where everything is kept"},
    {"database", &Config::database, "sqlite:PATH"},
    {"storage", &Config::storage, "file:DIR"},
    {"web-dir", &Config::web_dir, "the built page"},
    {"workers", &Config::workers, "worker processes that serve starts"},
    {"http-threads", &Config::http_threads, "threads that talk HTTP"},
    {"registration", &Config::registration, "true or false: whether strangers may make an account"},
    {"cors-origins", &Config::cors_origins, "origins that may call the API from a browser, comma-separated"},
    {"trust-proxy", &Config::trust_proxy, "true or false: believe X-Forwarded-For and X-Forwarded-Proto"},
    {"upload-limit-mb", &Config::upload_limit_mb, "most bytes of one upload"},
    {"upload-files-limit", &Config::upload_files_limit, "most files of one upload"},
    {"unpack-limit-mb", &Config::unpack_limit_mb, "most bytes out of one upload's archives"},
    {"ingest-memory-mb", &Config::ingest_memory_mb, "address space of the process that decodes"},
    {"ingest-timeout-s", &Config::ingest_timeout_s, "seconds that process may take"},
    {"reconstruct", &Config::reconstruct, "offer, or auto: make slices between slices as scans come in"},
    {"reconstruct-refine-s", &Config::reconstruct_refine_s, "seconds the network then learns from each scan"},
    {"reconstruct-memory-mb", &Config::reconstruct_memory_mb, "address space of the process that does"},
    {"reconstruct-timeout-s", &Config::reconstruct_timeout_s, "seconds that process may take"},
    {"log-level", &Config::log_level, "debug, info, warning or error"},
};

std::string with(char separator, std::string_view name, bool upper) {
  std::string out;
  for (const char c : name)
    out += c == '-' ? separator : upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

Result<void> set(Config& config, const Option& option, const std::string& value, const std::string& where) {
  const auto wrong = [&](std::string_view expected) {
    return fail(ErrorCode::bad_input, fmt::format("{}: \"{}\" is not {}", where, value, expected));
  };
  if (const auto* text = std::get_if<std::string Config::*>(&option.field)) {
    config.*(*text) = value;
  } else if (const auto* number = std::get_if<std::int64_t Config::*>(&option.field)) {
    std::int64_t parsed = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
    if (error != std::errc{} || end != value.data() + value.size() || parsed < 0)
      return wrong("a whole number");
    config.*(*number) = parsed;
  } else {
    if (value != "true" && value != "false") return wrong("true or false");
    config.*std::get<bool Config::*>(option.field) = value == "true";
  }
  return {};
}

/// A TOML value as the text that the same option would have on the command line.
std::string text_of(const toml::value& value) {
  if (value.is_string()) return value.as_string();
  if (value.is_boolean()) return value.as_boolean() ? "true" : "false";
  if (value.is_integer()) return std::to_string(value.as_integer());
  return toml::format(value);
}

Result<void> read_file_into(Config& config, const std::string& file) {
  toml::value document;
  try {
    document = toml::parse(file);
  } catch (const std::exception& error) {
    return fail(ErrorCode::bad_input, fmt::format("cannot read the configuration: {}", error.what()));
  }
  for (const auto& [key, value] : document.as_table()) {
    const auto* option =
        std::find_if(std::begin(kOptions), std::end(kOptions),
                     [&key = key](const Option& known) { return with('_', known.name, false) == key; });
    if (option == std::end(kOptions))
      return fail(ErrorCode::bad_input, fmt::format("{}: unknown key \"{}\"", file, key));
    TRY(set(config, *option, text_of(value), fmt::format("{}: {}", file, key)));
  }
  return {};
}

}  // namespace

Result<Config> load_config(const std::optional<std::string>& toml_file, const CommandLineOptions& options,
                           const std::function<std::optional<std::string>(const std::string&)>& environment) {
  Config config;
  if (toml_file) TRY(read_file_into(config, *toml_file));
  for (const Option& option : kOptions) {
    const std::string variable = "SCANETRIX_" + with('_', option.name, true);
    if (const auto value = environment(variable)) TRY(set(config, option, *value, variable));
    if (const auto given = options.find(std::string(option.name)); given != options.end())
      TRY(set(config, option, given->second, "--" + given->first));
  }
  if (config.database.empty()) config.database = "sqlite:" + config.data_dir + "/scanetrix.db";
  if (config.storage.empty()) config.storage = "file:" + config.data_dir + "/blobs";
  if (config.reconstruct != "offer" && config.reconstruct != "auto")
    return fail(ErrorCode::bad_input,
                fmt::format("reconstruct \"{}\" is not offer or auto", config.reconstruct));
  if (config.reconstruct_refine_s > kMostReconstructRefineS)
    return fail(ErrorCode::bad_input, fmt::format("reconstruct refine {} s is over {} s",
                                                  config.reconstruct_refine_s, kMostReconstructRefineS));
  for (const std::string_view level : {"debug", "info", "warning", "error"})
    if (config.log_level == level) return config;
  return fail(ErrorCode::bad_input,
              fmt::format("log level \"{}\" is not debug, info, warning or error", config.log_level));
}

std::vector<std::pair<std::string, std::string>> config_options() {
  std::vector<std::pair<std::string, std::string>> names;
  for (const Option& option : kOptions) names.emplace_back(option.name, option.help);
  return names;
}

}  // namespace scanetrix
