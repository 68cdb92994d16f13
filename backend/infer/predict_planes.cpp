// SPDX-License-Identifier: Apache-2.0
#include "infer/predict_planes.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <atomic>
#include <cassert>

#include "base/parallel.h"
#include "infer/device.h"

namespace scanetrix {
namespace {

/// As many planes at a time on the processor as make rows of so many columns, and no more than that.
constexpr std::int64_t kColumnsAtOnce = 768;
constexpr std::int64_t kMostPlanesAtOnce = 8;
constexpr std::int64_t kGpuFeatureBytes = 64 << 20;  ///< Of one layer's answer.

void predict_on_processor(const PlaneNetwork& network, std::int64_t planes, std::int64_t slices,
                          std::int64_t columns, const PlanePredictor::Read& read,
                          const PlanePredictor::Use& use) {
  const std::int64_t most =
      std::min(planes, std::clamp<std::int64_t>(kColumnsAtOnce / columns, 1, kMostPlanesAtOnce));
  const std::int64_t blocks = (planes + most - 1) / most;
  const auto input = static_cast<std::size_t>(slices * columns);
  const std::size_t output = input * static_cast<std::size_t>(network.factor());
  struct Worker {
    PlaneNetwork::Workspace space;
    std::vector<float> in, out;
  };
  // Made here, since a thread cannot tell that there is no memory.
  std::vector<Worker> workers;
  const auto width = std::min(parallel_width(), static_cast<std::size_t>(blocks));
  for (std::size_t n = 0; n < width; ++n)
    workers.push_back({{network, static_cast<int>(most), static_cast<int>(slices), static_cast<int>(columns)},
                       std::vector<float>(static_cast<std::size_t>(most) * input),
                       std::vector<float>(static_cast<std::size_t>(most) * output)});
  std::atomic<std::int64_t> next = 0;
  [[maybe_unused]] const auto done = parallel_for(width, [&](std::size_t n) -> Result<void> {
    Worker& worker = workers[n];
    for (std::int64_t block = next++; block < blocks; block = next++) {
      const PlanePredictor::Planes which{block * most, std::min(most, planes - block * most)};
      const auto count = static_cast<std::size_t>(which.count);
      read(which, std::span(worker.in).first(count * input));
      network.run(worker.in, worker.out, worker.space);  // The last block's surplus is not looked at.
      use(which, std::span(worker.out).first(count * output));
    }
    return {};
  });
  assert(done);
}

}  // namespace

PlanePredictor::PlanePredictor(SliceNetwork network, int factor, double profile_width)
    : network_(std::move(network)), factor_(factor), profile_width_(profile_width) {
  for (auto& [name, tensor] : network_.parameters()) tensor = tensor.to(best_device());
}

void PlanePredictor::predict(std::int64_t planes, std::int64_t slices, std::int64_t columns, const Read& read,
                             const Use& use) const {
  const at::NoGradGuard no_gradients;
  if (!best_device().is_cuda())
    return predict_on_processor({network_, factor_, profile_width_}, planes, slices, columns, read, use);

  const std::int64_t plane_bytes = slices * columns * network_.size().channels * 4;
  const std::int64_t most = std::clamp<std::int64_t>(kGpuFeatureBytes / plane_bytes, 1, planes);
  at::Tensor in = at::empty({most, 1, slices, columns});
  for (Planes which{0, 0}; which.first < planes; which.first += most) {
    which.count = std::min(most, planes - which.first);
    const at::Tensor some = in.slice(0, 0, which.count);
    read(which, {some.data_ptr<float>(), static_cast<std::size_t>(some.numel())});
    const at::Tensor answer =
        network_.forward(some.to(best_device()), factor_, profile_width_).to(at::kCPU).contiguous();
    use(which, {answer.data_ptr<float>(), static_cast<std::size_t>(answer.numel())});
  }
}

RealVolume predict_one_way(const PlanePredictor& predictor, const RealVolume& slices,
                           const std::vector<SliceWeights>& cubic) {
  const Shape& shape = slices.shape;
  const auto columns = static_cast<std::size_t>(shape.x);
  RealVolume fine = weighted_slices(slices, cubic);
  const auto row = [&](std::int64_t z, std::int64_t y) {
    return static_cast<std::size_t>(z * shape.y + y) * columns;
  };
  predictor.predict(
      shape.y, shape.z, shape.x,
      [&](PlanePredictor::Planes which, std::span<float> out) {
        for (std::int64_t y = which.first; y < which.first + which.count; ++y)
          for (std::int64_t z = 0; z < shape.z; ++z, out = out.subspan(columns))
            std::ranges::copy(std::span(slices.values).subspan(row(z, y), columns), out.begin());
      },
      [&](PlanePredictor::Planes which, std::span<const float> residual) {
        for (std::int64_t y = which.first; y < which.first + which.count; ++y)
          for (std::int64_t phase = 0; phase < predictor.factor(); ++phase)
            for (std::int64_t z = 0; z < shape.z; ++z, residual = residual.subspan(columns)) {
              const std::int64_t k = z * predictor.factor() + phase;
              if (k >= fine.shape.z) continue;
              float* const to = fine.values.data() + row(k, y);
              for (std::size_t x = 0; x < columns; ++x) to[x] += residual[x];
            }
      });
  return fine;
}

}  // namespace scanetrix
