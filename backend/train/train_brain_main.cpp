// SPDX-License-Identifier: Apache-2.0
// scanetrix-train-brain: makes the example model anew, and judges it. See models/examples/brain_mask.md.

#include <torch/csrc/jit/serialization/import.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <numeric>

#include "train/brain_network.h"
#include "train/draw_planes.h"
#include "train/judge_brain.h"
#include "train/train_brain.h"

namespace {

using namespace scanetrix;

struct JudgePlan {
  fs::path model;
  std::vector<std::string> volumes;
  fs::path mask;
  fs::path pictures;
  int drawn = 0;
  std::uint64_t seed = 1000;
};

Result<void> judge(const JudgePlan& plan, const PackageRoot& root) {
  for (const fs::path volume : plan.volumes) {
    const std::string name = volume.filename().string();
    const fs::path picture = plan.pictures.empty() ? fs::path() : plan.pictures / (name + ".png");
    const auto judged = judge_brain(plan.model, volume, plan.mask, picture);
    if (!judged) {
      std::cout << fmt::format("{:40} {}", name, judged.error().message) << std::endl;
      continue;
    }
    std::cout << fmt::format("{:40} {:7.1f} ml", name, judged->millilitres)
              << (judged->dice ? fmt::format("  Dice {:.4f}", *judged->dice) : "") << std::endl;
  }
  if (plan.drawn == 0) return {};
  const HeadModel head = TRY(load_head(root));
  torch::jit::Module network = torch::jit::load(plan.model.string());
  std::vector<double> scores = dice_on_drawn_heads(network, head, plan.seed, plan.drawn);
  std::ranges::sort(scores);
  std::cout << fmt::format(
                   "{} drawn heads: Dice {:.4f} on average, {:.4f} median, {:.4f} one in ten below, "
                   "{:.4f} worst",
                   scores.size(), std::accumulate(scores.begin(), scores.end(), 0.0) / plan.drawn,
                   scores[scores.size() / 2], scores[scores.size() / 10], scores.front())
            << std::endl;
  return {};
}

/// Examples to look at, as the network would see them.
Result<void> draw(const PackageRoot& root, std::uint64_t seed, int count, const fs::path& folder) {
  const HeadModel head = TRY(load_head(root));
  Random random(seed);
  for (int n = 0; n < count; ++n) {
    const HeadPicture picture = make_head_picture(head, {kBrainBlockK, kBrainBlockJ, kBrainBlockI}, random);
    Mask brain(picture.brain.size());
    std::ranges::transform(picture.brain, brain.begin(), [](float part) { return part > 0.5F ? 1 : 0; });
    TRY(write_durably(folder / fmt::format("{:03}.png", n),
                      TRY(encode_png(draw_planes(picture.shape, picture.values, brain)))));
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Trains a network that tells brain from skull, on one head in contrasts that are drawn",
               "scanetrix-train-brain"};
  app.require_subcommand(1);
  PackageRoot root;
  app.add_option("--packages", root.path, "where Debian's packages are unpacked, if not installed");
  BrainPlan plan;
  CLI::App* train = app.add_subcommand("train", "makes a model file");
  train->add_option("--output", plan.output, "where it goes (.ts)")->required();
  train->add_option("--seed", plan.seed);
  train->add_option("--iterations", plan.iterations);
  train->add_option("--stop", plan.stop, "after so many of the iterations");
  train->add_option("--start", plan.start, "a model file to go on from");
  train->add_option("--rate", plan.rate);
  train->add_option("--save-every", plan.save_every);
  train->add_option("--threads", plan.threads);
  JudgePlan judged;
  CLI::App* judging = app.add_subcommand("judge", "runs one, on volumes or on drawn heads");
  judging->add_option("model", judged.model)->required();
  judging->add_option("volumes", judged.volumes, "files or folders");
  judging->add_option("--mask", judged.mask, "what of the volume is brain: over 0");
  judging->add_option("--pictures", judged.pictures, "a folder for pictures of the planes in the middle");
  judging->add_option("--drawn", judged.drawn, "how many heads to draw");
  judging->add_option("--seed", judged.seed, "of the drawn heads");
  int count = 8;
  std::uint64_t seed = 1;
  fs::path folder;
  CLI::App* drawing = app.add_subcommand("draw", "pictures of drawn heads, their brain outlined");
  drawing->add_option("folder", folder)->required();
  drawing->add_option("--count", count);
  drawing->add_option("--seed", seed);
  CLI11_PARSE(app, argc, argv);

  Result<void> done;
  if (train->parsed()) {
    const auto head = load_head(root);
    done = head ? train_brain(*head, plan) : tl::make_unexpected(head.error());
  } else if (drawing->parsed()) {
    done = draw(root, seed, count, folder);
  } else {
    done = judge(judged, root);
  }
  if (!done) std::cerr << "scanetrix-train-brain: " << done.error().message << '\n';
  return done ? 0 : 1;
}
