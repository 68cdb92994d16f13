// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace scanetrix {

/// What one reconstruction may be refined for, as for any that is asked for.
inline constexpr std::int64_t kMostReconstructRefineS = 120;

/// How this installation is set up. Every field is an option on the command line (--data-dir), in the
/// environment (SCANETRIX_DATA_DIR) and in the TOML file (data_dir), in that order of precedence.
struct Config {
  std::string listen = "127.0.0.1:5000";  ///< HOST:PORT; port 0 picks a free one.
  std::string data_dir = "./data";
  std::string database;      ///< Empty: sqlite:DATA_DIR/scanetrix.db
  std::string storage;       ///< Empty: file:DATA_DIR/blobs
  std::string web_dir;       ///< The built page. Empty: "web" beside the program.
  std::int64_t workers = 1;  ///< Worker processes that serve starts.
  std::int64_t http_threads = 2;
  bool registration = true;  ///< Whether strangers may make an account. The first one always may.
  std::string cors_origins;  ///< Comma-separated origins that may call the API from a browser; empty: none.
  bool trust_proxy = false;  ///< Believe X-Forwarded-For and X-Forwarded-Proto.
  std::int64_t upload_limit_mb = 65'536;  ///< Bytes of one upload.
  std::int64_t upload_files_limit = 100'000;
  std::int64_t unpack_limit_mb = 65'536;   ///< Bytes that come out of one upload's archives.
  std::int64_t ingest_memory_mb = 16'384;  ///< Address space of the process that decodes.
  std::int64_t ingest_timeout_s = 1'800;   ///< Its wall clock.
  std::string reconstruct = "offer";       ///< offer; auto: what can be reconstructed is, as it comes in.
  std::int64_t reconstruct_refine_s = 30;  ///< Of "auto": how long the network learns from the scan.
  std::int64_t reconstruct_memory_mb = 16'384;  ///< Address space of the process that reconstructs.
  std::int64_t reconstruct_timeout_s = 3'600;   ///< Its wall clock.
  std::string log_level = "info";               ///< debug, info, warning, error
};

/// Options as they were given on the command line: name ("data-dir") → value.
using CommandLineOptions = std::map<std::string, std::string>;

/// Puts the sources together. `environment` looks a variable up.
/// \error bad_input  An unknown key or a value that does not fit; the message names it.
Result<Config> load_config(const std::optional<std::string>& toml_file, const CommandLineOptions& options,
                           const std::function<std::optional<std::string>(const std::string&)>& environment);

/// Names of all options, as on the command line, with one line of help each.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> config_options();

}  // namespace scanetrix
