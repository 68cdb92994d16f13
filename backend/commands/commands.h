// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/config.h"
#include "commands/entered_options.h"

namespace scanetrix {

// Each returns the exit status: 0 all went well; 1 something was refused or did not work, named on standard
// error; 2 wrong usage.

/// Serves until SIGTERM or SIGINT; prints "listening on http://HOST:PORT" on standard output once it accepts
/// requests.
int run_serve(const Config& config);

/// Works until SIGTERM or SIGINT.
int run_worker_process(const Config& config);

struct ConvertOptions {
  std::vector<std::string> inputs;
  std::string output;
  int refine_seconds = 0;          ///< With isotropic.
  std::string isotropic;           ///< "preserve" or "deblur"; empty: slices stay as they are.
  std::optional<double> isovalue;  ///< Of .stl and .glb.
  bool list = false;
  bool json = false;
  EnteredOptions entered;
};
int run_convert(const ConvertOptions& options);

struct EvaluateOptions {
  std::vector<std::string> volumes;  ///< Files; none: those of the test packages.
  std::vector<std::string> cases;    ///< Their names or parts of them; none: all.
  std::string packages = "/";        ///< Where Debian packages are unpacked.
  std::string weights;               ///< None: those that are shipped.
  bool classical = false;            ///< The classical methods alone.
  int refine_seconds = 0;            ///< For each stack.
  bool no_gate = false;
  bool json = false;
};
/// Tells how well reconstruction does, beside the classical methods.
int run_evaluate(const EvaluateOptions& options);

struct ModelsOptions {
  std::string action;  ///< list, check, install, remove
  std::string given;   ///< A file or folder; of remove an id.
  bool json = false;
};
/// The models of this installation.
int run_models(const Config& config, const ModelsOptions& options);

struct ImportOptions {
  std::vector<std::string> inputs;
  std::string email;
  std::string name;
};
int run_import(const Config& config, const ImportOptions& options);

struct UsersOptions {
  std::string action;  ///< add, list, disable, enable, reset-password
  std::string email;
  std::string name;
  bool administrator = false;
};
int run_users(const Config& config, const UsersOptions& options);

/// The process that decodes an upload; see pipeline/ingest_child.h.
int decode_in_child(const std::string& job_folder);

}  // namespace scanetrix
