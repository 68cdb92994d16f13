// SPDX-License-Identifier: Apache-2.0
#include "train/brain_network.h"

#include <ATen/ATen.h>

#include <array>
#include <cmath>

#include "reconstruct/random.h"

namespace scanetrix {
namespace {

struct Layer {
  const char* name;
  std::int64_t in;
  std::int64_t out;
};

/// Each with a norm and a rectifier behind it.
constexpr std::array kLayers{
    Layer{"a1", 8, 16},  Layer{"a2", 16, 16},  // 4 mm
    Layer{"b1", 16, 32}, Layer{"b2", 32, 32},  // 8 mm
    Layer{"c1", 32, 32}, Layer{"c2", 32, 32},  // 16 mm
    Layer{"d1", 32, 32},                       // 32 mm
    Layer{"c3", 32, 32},                       // 16 mm
    Layer{"b3", 32, 32}, Layer{"b4", 32, 16},  // 8 mm
    Layer{"a3", 16, 16}, Layer{"a4", 16, 16},  // 4 mm
};
constexpr Layer kLast{"last", 16, 8};

/// fed: libtorch 1.13 gives one block with fewer rows than that to the reference BLAS, ten times as slow; two
/// it gives to oneDNN.
constexpr auto kProgram = R"(
def fold(self, x):
  n = x.size(0)
  x = x.reshape([n, x.size(2) // 2, 2, x.size(3) // 2, 2, x.size(4) // 2, 2])
  x = x.permute([0, 2, 4, 6, 1, 3, 5])
  return x.reshape([n, 8, x.size(4), x.size(5), x.size(6)])

def unfold(self, x):
  n = x.size(0)
  x = x.reshape([n, 2, 2, 2, x.size(2), x.size(3), x.size(4)]).permute([0, 4, 1, 5, 2, 6, 3])
  return x.reshape([n, 1, x.size(1) * 2, x.size(3) * 2, x.size(5) * 2])

def grow(self, x):
  n = x.size(0)
  c = x.size(1)
  d = x.size(2)
  h = x.size(3)
  w = x.size(4)
  x = x.reshape([n, c, d, 1, h, 1, w, 1]).expand([n, c, d, 2, h, 2, w, 2])
  return x.reshape([n, c, d * 2, h * 2, w * 2])

def shrink(self, x):
  return torch.max_pool3d(x, [2, 2, 2])

def fed(self, x):
  if x.size(0) == 1 and x.size(1) * x.size(2) * x.size(3) <= 20480:
    x = x.expand([2, x.size(1), x.size(2), x.size(3), x.size(4)])
  return x

def unit(self, x, weight, gain, shift):
  n = x.size(0)
  x = torch.conv3d(self.fed(x), weight, None, [1, 1, 1], [1, 1, 1]).narrow(0, 0, n)
  x = torch.group_norm(x, x.size(1), gain, shift, 1e-5, False)
  return torch.leaky_relu(x, 0.1)

def forward(self, x):
  a = self.unit(self.fold(x), self.a1_weight, self.a1_gain, self.a1_shift)
  a = self.unit(a, self.a2_weight, self.a2_gain, self.a2_shift)
  b = self.unit(self.shrink(a), self.b1_weight, self.b1_gain, self.b1_shift)
  b = self.unit(b, self.b2_weight, self.b2_gain, self.b2_shift)
  c = self.unit(self.shrink(b), self.c1_weight, self.c1_gain, self.c1_shift)
  c = self.unit(c, self.c2_weight, self.c2_gain, self.c2_shift)
  d = self.unit(self.shrink(c), self.d1_weight, self.d1_gain, self.d1_shift)
  c = self.unit(c + self.grow(d), self.c3_weight, self.c3_gain, self.c3_shift)
  b = self.unit(b + self.grow(c), self.b3_weight, self.b3_gain, self.b3_shift)
  b = self.unit(b, self.b4_weight, self.b4_gain, self.b4_shift)
  a = self.unit(a + self.grow(b), self.a3_weight, self.a3_gain, self.a3_shift)
  a = self.unit(a, self.a4_weight, self.a4_gain, self.a4_shift)
  x = self.unfold(torch.conv3d(a, self.last_weight, self.last_shift, [1, 1, 1], [1, 1, 1]))
  return torch.cat([-x, x], 1)
)";

constexpr auto kMetadata = R"json({{
  "name": "Brain mask (experimental)",
  "version": "0.1.0",
  "license": "Apache-2.0",
  "task": "Tells brain from skull, skin and air",
  "description": "A small U-net on voxels of 2 mm, made from one head in drawn contrasts. {0}",
  "intended_use": "An example of a model that is dropped in. Experimental: not for diagnosis.",
  "network_data_format": {{
    "inputs": {{
      "image": {{
        "type": "image", "format": "magnitude", "modality": "MR", "num_channels": 1,
        "spatial_shape": [{1}, {2}, {3}], "dtype": "float32", "is_patch_data": true,
        "channel_def": {{"0": "image"}}
      }}
    }},
    "outputs": {{
      "pred": {{
        "type": "image", "format": "segmentation", "num_channels": 2,
        "spatial_shape": [{1}, {2}, {3}], "dtype": "float32", "is_patch_data": true,
        "channel_def": {{"0": "background", "1": "brain"}}
      }}
    }}
  }}
}}
)json";

constexpr auto kInference = R"json({{
  "preprocessing": {{
    "_target_": "Compose",
    "transforms": [
      {{"_target_": "LoadImaged", "keys": "image"}},
      {{"_target_": "EnsureChannelFirstd", "keys": "image"}},
      {{"_target_": "Orientationd", "keys": "image", "axcodes": "RAS"}},
      {{"_target_": "Spacingd", "keys": "image", "pixdim": [2.0, 2.0, 2.0], "mode": "bilinear"}},
      {{"_target_": "NormalizeIntensityd", "keys": "image"}}
    ]
  }},
  "inferer": {{
    "_target_": "SlidingWindowInferer", "roi_size": [{0}, {1}, {2}], "overlap": 0.5, "mode": "gaussian"
  }},
  "postprocessing": {{
    "_target_": "Compose",
    "transforms": [
      {{"_target_": "AsDiscreted", "keys": "pred", "argmax": true}},
      {{"_target_": "KeepLargestConnectedComponentd", "keys": "pred", "connectivity": 1}},
      {{"_target_": "Invertd", "keys": "pred", "transform": "@preprocessing", "orig_keys": "image"}}
    ]
  }}
}}
)json";

at::Tensor random_weight(const Layer& layer, Random& random) {
  at::Tensor weight = at::empty({layer.out, layer.in, 3, 3, 3});
  const double deviation = std::sqrt(2.0 / static_cast<double>(layer.in * 27));
  float* values = weight.data_ptr<float>();
  for (std::int64_t n = 0; n < weight.numel(); ++n)
    values[n] = static_cast<float>(deviation * random.normal());
  return weight;
}

}  // namespace

torch::jit::Module make_brain_network(std::uint64_t seed) {
  torch::jit::setGraphExecutorOptimize(false);
  Random random(seed);
  torch::jit::Module network("BrainMask");
  for (const Layer& layer : kLayers) {
    const std::string name = layer.name;
    network.register_parameter(name + "_weight", random_weight(layer, random), false);
    network.register_parameter(name + "_gain", at::ones({layer.out}), false);
    network.register_parameter(name + "_shift", at::zeros({layer.out}), false);
  }
  network.register_parameter("last_weight", random_weight(kLast, random) * 0.3, false);
  network.register_parameter("last_shift", at::full(kLast.out, -0.5), false);
  network.define(kProgram);
  return network;
}

std::int64_t weight_count(const torch::jit::Module& network) {
  std::int64_t count = 0;
  for (const at::Tensor& weight : network.parameters()) count += weight.numel();
  return count;
}

Result<void> save_brain_network(const torch::jit::Module& network, const fs::path& path,
                                const std::string& made_by) {
  const std::int64_t i = kBrainBlockI;
  const std::int64_t j = kBrainBlockJ;
  const std::int64_t k = kBrainBlockK;
  const torch::jit::ExtraFilesMap inside{{"metadata.json", fmt::format(kMetadata, made_by, i, j, k)},
                                         {"inference.json", fmt::format(kInference, i, j, k)}};
  try {
    network.save(path.string(), inside);
  } catch (const c10::Error& error) {
    return fail(ErrorCode::unavailable,
                fmt::format("{} cannot be written: {}", path.string(), error.what_without_backtrace()));
  }
  return {};
}

}  // namespace scanetrix
