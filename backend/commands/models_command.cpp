// SPDX-License-Identifier: Apache-2.0
#include <boost/json/serialize.hpp>
#include <iostream>

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

bool is_wanted(const EvaluateOptions& options, const EvaluationCase& each) {
  if (options.cases.empty()) return true;
  for (const std::string& part : options.cases)
    if (each.name.find(part) != std::string::npos) return true;
  return false;
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
  const TestVolumes tests = TRY(volumes_of(options));
  for (const std::string& sentence : tests.missing) std::cerr << sentence << '\n';
  if (tests.volumes.empty()) return fail(ErrorCode::not_found, "there is no volume to evaluate on");
  std::vector<Evaluated> results;
  for (const TestVolume& volume : tests.volumes) {
    const Shape& shape = volume.voxels.shape;
    std::cerr << fmt::format("{}: {}, {} × {} × {} voxels\n", volume.name, volume.source, shape.z, shape.y,
                             shape.x);
    for (const EvaluationCase& each : evaluation_cases())
      if (is_wanted(options, each)) results.push_back(TRY(evaluate(volume, each, reconstructor)));
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
