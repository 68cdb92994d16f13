// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <iostream>
#include <iterator>

#include "base/file.h"
#include "commands/commands.h"
#include "evaluate/network_method.h"
#include "evaluate/score_table.h"
#include "pipeline/run_infer.h"

namespace scanetrix {
namespace {

Result<TestVolumes> volumes_of(const EvaluateOptions& options) {
  if (options.volumes.empty()) return load_test_volumes(options.packages);
  TestVolumes chosen;
  for (const std::string& file : options.volumes) chosen.volumes.push_back(TRY(load_test_volume(file)));
  return chosen;
}

/// The case of that name, else all that have it in their names.
std::vector<EvaluationCase> cases_named(const std::string& text) {
  std::vector<EvaluationCase> named;
  for (const EvaluationCase& each : evaluation_cases()) {
    if (each.name == text) return {each};
    if (each.name.find(text) != std::string::npos) named.push_back(each);
  }
  return named;
}

Result<std::vector<EvaluationCase>> wanted_cases(const EvaluateOptions& options) {
  if (options.cases.empty()) return evaluation_cases();
  std::vector<EvaluationCase> wanted;
  for (const std::string& text : options.cases) {
    auto named = cases_named(text);
    if (named.empty()) return fail(ErrorCode::not_found, fmt::format("no case is called \"{}\"", text));
    std::ranges::move(named, std::back_inserter(wanted));
  }
  return wanted;
}

Result<void> evaluate_models(const EvaluateOptions& options) {
  const std::optional<fs::path> weights =
      options.weights.empty() ? shipped_weights() : fs::path(options.weights);
  if (!weights && !options.classical)
    return fail(ErrorCode::not_found,
                "no weights are installed beside this program: name some with --weights, or say --classical");
  const Reconstructor reconstructor =
      options.classical ? Reconstructor()
                        : network_method(*weights, !options.no_gate, options.refine_seconds);
  const auto cases = TRY(wanted_cases(options));
  const TestVolumes tests = TRY(volumes_of(options));
  for (const std::string& sentence : tests.missing) std::cerr << sentence << '\n';
  if (tests.volumes.empty()) return fail(ErrorCode::not_found, "there is no volume to evaluate on");
  std::vector<Evaluated> results;
  for (const TestVolume& volume : tests.volumes) {
    const Shape& shape = volume.voxels.shape;
    std::cerr << fmt::format("{}: {}, {} × {} × {} voxels\n", volume.name, volume.source, shape.z, shape.y,
                             shape.x);
    for (const EvaluationCase& each : cases) results.push_back(TRY(evaluate(volume, each, reconstructor)));
  }
  if (options.json)
    std::cout << boost::json::serialize(scores_as_json(results)) << '\n';
  else
    std::cout << scores_as_text(results);
  return {};
}

}  // namespace

int run_evaluate(const EvaluateOptions& options) {
  const auto done = evaluate_models(options);
  if (done) return 0;
  std::cerr << "scanetrix: " << done.error().message << '\n';
  return 1;
}

}  // namespace scanetrix
