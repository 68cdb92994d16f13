// SPDX-License-Identifier: Apache-2.0
#include "infer/sliding_window.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "models/window_plan.h"

namespace scanetrix {
namespace {

constexpr std::int64_t kMostSlabBytes = std::int64_t{8} << 30;

at::Tensor as_tensor(const std::vector<float>& values) {
  return at::tensor(values);
}

/// Of a block, [z, y, x].
at::Tensor block_weights(const WindowPlan& plan, const SlidingWindow& window) {
  return as_tensor(weights_along(plan.size.z, window)).view({-1, 1, 1}) *
         as_tensor(weights_along(plan.size.y, window)).view({-1, 1}) *
         as_tensor(weights_along(plan.size.x, window));
}

/// Which part of an axis a block has of the image: first and count in the image, first in the block.
struct Overlap {
  std::int64_t image;
  std::int64_t count;
  std::int64_t block;
};
Overlap overlap_of(std::int64_t first, std::int64_t size, std::int64_t before, std::int64_t length) {
  const std::int64_t begin = std::max<std::int64_t>(first - before, 0);
  const std::int64_t end = std::min(first - before + size, length);
  return {begin, end - begin, begin - (first - before)};
}

/// [z, y, x]; where the image does not reach its outermost voxels go on.
at::Tensor cut_replicated(const at::Tensor& image, const WindowPlan& plan, const Shape& first) {
  const auto along = [&](const at::Tensor& from, std::int64_t axis, std::int64_t begin, std::int64_t size) {
    return from.index_select(axis, at::arange(begin, begin + size).clamp(0, from.size(axis) - 1));
  };
  at::Tensor block = along(image, 0, first.z - plan.before.z, plan.size.z);
  block = along(block, 1, first.y - plan.before.y, plan.size.y);
  return along(block, 2, first.x - plan.before.x, plan.size.x);
}

/// [z, y, x] with 0 where the image does not reach.
at::Tensor cut(const at::Tensor& image, const WindowPlan& plan, const Shape& first) {
  const Overlap z = overlap_of(first.z, plan.size.z, plan.before.z, image.size(0));
  const Overlap y = overlap_of(first.y, plan.size.y, plan.before.y, image.size(1));
  const Overlap x = overlap_of(first.x, plan.size.x, plan.before.x, image.size(2));
  at::Tensor block = at::zeros({plan.size.z, plan.size.y, plan.size.x});
  block.narrow(0, z.block, z.count)
      .narrow(1, y.block, y.count)
      .narrow(2, x.block, x.count)
      .copy_(image.narrow(0, z.image, z.count).narrow(1, y.image, y.count).narrow(2, x.image, x.count));
  return block;
}

/// Sums over the blocks that lie `size.z` deep from `first` on.
struct Slab {
  at::Tensor sums;     ///< [channels, z, y, x]
  at::Tensor weights;  ///< [z, y, x]

  void move_on(std::int64_t slices) {
    const std::int64_t stay = weights.size(0) - slices;
    for (const auto& [tensor, axis] : {std::pair{&sums, 1}, std::pair{&weights, 0}}) {
      tensor->narrow(axis, 0, stay).copy_(tensor->narrow(axis, slices, stay).clone());
      tensor->narrow(axis, stay, slices).zero_();
    }
  }
};

}  // namespace

Result<at::Tensor> answer_of(ScriptModel& network, const at::Tensor& block, const ModelDescription& model) {
  const at::Tensor shown = block.contiguous().unsqueeze(0).unsqueeze(0);
  if (!model.window.plane_axis) return network.run(shown, model.output_channels);
  const std::int64_t axis = *model.window.plane_axis;
  return TRY(network.run(shown.squeeze(axis + 2), model.output_channels)).unsqueeze(axis + 1);
}

Result<void> slide(ScriptModel& network, const PreparedImage& image, const ModelDescription& model,
                   const SlabSink& sink, Progress& progress) {
  const Shape shape = image.lattice.shape();
  const WindowPlan plan = plan_windows(shape, model.window);
  const std::int64_t channels = model.output_channels;
  const std::int64_t slab_voxels = plan.size.z * plan.padded.y * plan.padded.x;
  if (slab_voxels > kMostSlabBytes / 4 / (channels + 1))
    return fail(ErrorCode::too_large, "too_much_memory",
                fmt::format("{} channels of {} × {} × {} voxels are more than are handled at once.", channels,
                            plan.size.z, plan.padded.y, plan.padded.x));
  const auto whole =
      at::from_blob(const_cast<float*>(image.values.data()), {shape.z, shape.y, shape.x});  // Not written to.
  const at::Tensor weights = block_weights(plan, model.window);
  Slab slab{at::zeros({channels, plan.size.z, plan.padded.y, plan.padded.x}),
            at::zeros({plan.size.z, plan.padded.y, plan.padded.x})};
  std::size_t done = 0;
  for (std::size_t row = 0; row < plan.z.size(); ++row) {
    const std::int64_t first = plan.z[row];
    for (const std::int64_t y : plan.y)
      for (const std::int64_t x : plan.x) {
        if (progress.cancelled()) return fail(ErrorCode::cancelled, "The work was stopped.");
        progress.report("segmenting", static_cast<double>(done++) / static_cast<double>(plan.count()));
        const at::Tensor block = model.window.padding == WindowPadding::replicate
                                     ? cut_replicated(whole, plan, {first, y, x})
                                     : cut(whole, plan, {first, y, x});
        // A network's axes are i, j, k; memory's k, j, i.
        const at::Tensor answer =
            TRY(answer_of(network, block.permute({2, 1, 0}), model)).permute({0, 3, 2, 1});
        slab.sums.narrow(2, y, plan.size.y).narrow(3, x, plan.size.x).add_(answer * weights);
        slab.weights.narrow(1, y, plan.size.y).narrow(2, x, plan.size.x).add_(weights);
      }
    const bool is_last = row + 1 == plan.z.size();
    const std::int64_t ready = (is_last ? plan.padded.z : plan.z[row + 1]) - first;
    const Overlap z = overlap_of(first, ready, plan.before.z, shape.z);
    if (z.count > 0)
      TRY(sink(z.image, (slab.sums / slab.weights)
                            .narrow(1, z.block, z.count)
                            .narrow(2, plan.before.y, shape.y)
                            .narrow(3, plan.before.x, shape.x)));
    if (!is_last) slab.move_on(ready);
  }
  progress.report("segmenting", 1);
  return {};
}

}  // namespace scanetrix
