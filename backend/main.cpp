// SPDX-License-Identifier: Apache-2.0
// The program: reads its command line and wires the parts together. Nothing else is decided here.

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "commands/commands.h"

int main(int argc, char** argv) {
  using namespace scanetrix;

  // The child that decodes: started by ourselves alone, with a command line of its own.
  if (argc == 3 && std::string_view(argv[1]) == "ingest-child") return decode_in_child(argv[2]);

  CLI::App app{"Scanetrix: medical scans in, 3D volumes out", "scanetrix"};
  app.require_subcommand(1);
  app.set_version_flag("--version", SCANETRIX_VERSION);

  std::optional<std::string> config_file;
  CommandLineOptions options;
  const auto add_config = [&](CLI::App* command) {
    command->add_option("--config", config_file, "TOML file")->check(CLI::ExistingFile);
    for (const auto& [name, help] : config_options())
      command->add_option_function<std::string>(
          "--" + name, [&options, name = name](const std::string& value) { options[name] = value; }, help);
  };

  CLI::App* serve = app.add_subcommand("serve", "the web server, with workers of its own");
  add_config(serve);
  CLI::App* worker = app.add_subcommand("worker", "more workers for the same database and storage");
  add_config(worker);

  ConvertOptions convert_options;
  CLI::App* convert =
      app.add_subcommand("convert", "files, folders and archives to volumes; needs no server");
  convert->add_option("INPUT", convert_options.inputs, "files, folders and archives")->required();
  convert->add_option("--output", convert_options.output,
                      "OUT.nii, OUT.nii.gz, OUT.nrrd or OUT.ome.zarr: the volume; OUT.png: its slices, 8 "
                      "bits, as drawn first; "
                      "OUT.stl or OUT.glb: a surface");
  convert->add_option(
      "--isovalue", convert_options.isovalue,
      "with .stl and .glb: the surface is of what has this value or more; if not given 300 HU in "
      "CT, else what Otsu's method says");
  CLI::Option* isotropic =
      convert
          ->add_flag(
              "--isotropic{preserve}", convert_options.isotropic,
              "make the volume as fine through the slices as across them: preserve (every acquired slice "
              "stays bit for bit) or deblur")
          ->check(CLI::IsMember({"preserve", "deblur"}));
  convert
      ->add_option("--refine", convert_options.refine_seconds,
                   "seconds for refining the network on the scan itself, 0 (the default) to 120")
      ->check(CLI::Range(0, 120))
      ->needs(isotropic);
  CLI::Option* list =
      convert->add_flag("--list", convert_options.list, "describe the series and convert nothing");
  convert->add_flag("--json", convert_options.json, "with --list: as JSON")->needs(list);
  EnteredOptions& entered = convert_options.entered;
  convert->add_option("--light-box", entered.light_box,
                      "ROWSxCOLUMNS[,column-major]: each picture is a sheet of slices, laid out so");
  CLI::Option* pixel =
      convert->add_option("--pixel-mm", entered.pixel_mm,
                          "Y,X: mm between rows and between columns, where no scanner has measured them");
  convert->add_option("--slice-mm", entered.slice_mm, "with --pixel-mm: mm between slices")->needs(pixel);

  ImportOptions import_options;
  CLI::App* import = app.add_subcommand("import", "straight into the library, no HTTP");
  import->add_option("INPUT", import_options.inputs, "files, folders and archives")->required();
  import->add_option("--user", import_options.email, "whose scan it will be")->required();
  import->add_option("--name", import_options.name, "what the scan is called");
  add_config(import);

  UsersOptions users_options;
  CLI::App* users = app.add_subcommand("users", "accounts");
  users->require_subcommand(1);
  for (const char* action : {"add", "list", "disable", "enable", "reset-password"}) {
    CLI::App* command = users->add_subcommand(action);
    if (std::string_view(action) != "list") command->add_option("EMAIL", users_options.email)->required();
    if (std::string_view(action) == "add") {
      command->add_option("--name", users_options.name, "how the account is called");
      command->add_flag("--administrator", users_options.administrator);
    }
    add_config(command);
    command->callback([&users_options, action] { users_options.action = action; });
  }

  CLI::App* models = app.add_subcommand("models", "the networks that are run on volumes");
  models->require_subcommand(1);
  EvaluateOptions evaluate_options;
  CLI::App* evaluate = models->add_subcommand(
      "evaluate", "how well they do beside interpolation, on volumes that they never saw");
  evaluate->add_option("--volume", evaluate_options.volumes, "on these files instead");
  evaluate->add_option("--case", evaluate_options.cases,
                       "only the case of this name, or those with it in their names");
  evaluate->add_option("--packages", evaluate_options.packages, "where Debian packages are unpacked");
  evaluate->add_option("--weights", evaluate_options.weights, "of another network (.safetensors)");
  evaluate->add_flag("--classical", evaluate_options.classical, "without a network");
  evaluate
      ->add_option("--refine", evaluate_options.refine_seconds,
                   "seconds for refining the network on each stack, 0 (the default) to 120")
      ->check(CLI::Range(0, 120));
  evaluate->add_flag("--no-gate", evaluate_options.no_gate, "use the network even where it is worse");
  evaluate->add_flag("--json", evaluate_options.json);

  ModelsOptions models_options;
  const auto add_models = [&](const char* action, const char* argument, const char* help) {
    CLI::App* command = models->add_subcommand(action, help);
    if (argument != nullptr) command->add_option(argument, models_options.given)->required();
    add_config(command);
    command->callback([&models_options, action] { models_options.action = action; });
    return command;
  };
  add_models("list", nullptr, "those that can be run")->add_flag("--json", models_options.json);
  add_models("check", "FILE", "try a TorchScript file, the folder of a MONAI bundle or a zip of one");
  add_models("install", "FILE", "the same, and keep it");
  add_models("remove", "ID", "so that it can be run no more");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }

  if (convert->parsed()) return run_convert(convert_options);
  if (evaluate->parsed()) return run_evaluate(evaluate_options);

  const auto config =
      load_config(config_file, options, [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
      });
  if (!config) {
    std::cerr << "scanetrix: " << config.error().message << '\n';
    return 2;
  }
  if (serve->parsed()) return run_serve(*config);
  if (worker->parsed()) return run_worker_process(*config);
  if (import->parsed()) return run_import(*config, import_options);
  if (models->parsed()) return run_models(*config, models_options);
  return run_users(*config, users_options);
}
