// SPDX-License-Identifier: Apache-2.0
// write_sample_models FOLDER: networks of a few lines for the black-box tests, which have no libtorch.

#include <iostream>

#include "infer/sample_script.h"

int main(int argc, char** argv) {
  using namespace scanetrix;
  if (argc != 2) {
    std::cerr << "usage: write_sample_models FOLDER\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  const std::string turned =
      R"({"_target_":"Orientationd","axcodes":"RAS"},{"_target_":"Spacingd","pixdim":[2,2,2]})";
  // Values over 50, as seen on another lattice.
  save_script(kBright, folder / "bright.ts", SampleBundle{.name = "Bright things", .preprocessing = turned});
  save_script(kBright, folder / "exact.ts", SampleBundle{.name = "Exact"});
  save_script("return 2.0 * x + 1.0", folder / "image.ts",
              SampleBundle{.name = "Twice", .output_channels = 1, .postprocessing = ""});
  save_script("return torch.conv3d(x, self.w)", folder / "three_channels.ts");
  save_script(kBright, folder / "unknown_step.ts",
              SampleBundle{.preprocessing = R"({"_target_":"RandGaussianNoised","keys":"image"})"});
  save_script("return x + torch.empty([1 << 46])", folder / "greedy.ts");
  save_script(kBright, folder / "bare.ts", std::nullopt);
  return 0;
}
