// SPDX-License-Identifier: Apache-2.0
// scanetrix-train: makes the shipped weights anew. See models/README.md.

#include <CLI/CLI.hpp>
#include <iostream>

#include "train/train_network.h"

int main(int argc, char** argv) {
  using namespace scanetrix;
  CLI::App app{"Trains the reconstruction network on data from Debian packages", "scanetrix-train"};
  TrainingPlan plan;
  PackageRoot root;
  app.add_option("--output", plan.output, "where the weights go (.safetensors)")->required();
  app.add_option("--seed", plan.seed);
  app.add_option("--iterations", plan.iterations);
  app.add_option("--batch", plan.batch);
  app.add_option("--channels", plan.channels);
  app.add_option("--blocks", plan.blocks);
  app.add_option("--rate", plan.rate);
  app.add_option("--save-every", plan.save_every);
  app.add_option("--threads", plan.threads);
  app.add_option("--start", plan.start, "weights to go on from");
  app.add_option("--packages", root.path, "where Debian's packages are unpacked, if not installed");
  CLI11_PARSE(app, argc, argv);

  const auto pictures = load_training_pictures(root);
  if (!pictures) {
    std::cerr << "scanetrix-train: " << pictures.error().message << '\n';
    return 1;
  }
  std::cout << pictures->brain.size() << " planes of a brain, " << pictures->labels.size() << " of atlases, "
            << pictures->photographs.size() << " photographs\n";
  const auto trained = train_network(*pictures, plan);
  if (!trained) {
    std::cerr << "scanetrix-train: " << trained.error().message << '\n';
    return 1;
  }
  return 0;
}
