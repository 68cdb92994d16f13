// SPDX-License-Identifier: Apache-2.0
#include "train/judge_brain.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "infer/sliding_window.h"
#include "models/largest_part.h"
#include "models/parse_model.h"
#include "train/draw_planes.h"
#include "train/package_volume.h"

namespace scanetrix {
namespace {

using Labels = std::vector<std::uint16_t>;

/// On the model's own lattice.
Result<Labels> labels_of(ScriptModel& network, const ModelDescription& model, const PreparedImage& image) {
  const Shape shape = image.lattice.shape();
  Labels labels(static_cast<std::size_t>(shape.count()));
  const SlabSink sink = [&](std::int64_t first, const at::Tensor& slab) -> Result<void> {
    const at::Tensor decided = slab.argmax(0).to(at::kLong).contiguous();
    std::transform(decided.data_ptr<std::int64_t>(), decided.data_ptr<std::int64_t>() + decided.numel(),
                   labels.begin() + first * shape.y * shape.x,
                   [](std::int64_t label) { return static_cast<std::uint16_t>(label); });
    return {};
  };
  SilentProgress silent;
  TRY(slide(network, image, model, sink, silent));
  if (model.keep_largest) keep_largest_parts(labels, shape, *model.keep_largest);
  return labels;
}

Mask as_mask(const Labels& labels) {
  Mask mask(labels.size());
  std::ranges::transform(labels, mask.begin(), [](std::uint16_t label) { return label != 0 ? 1 : 0; });
  return mask;
}

Result<double> dice_with(const fs::path& path, const Labels& labels, const Shape& shape) {
  const Volume mask = TRY(read_any_volume(path));
  if (mask.geometry.shape != shape || mask.channels != 1)
    return fail(ErrorCode::bad_input, path.filename().string() + " is not on the volume's voxels");
  double both = 0;
  double all = 0;
  with_type(mask.type, [&](auto type) {
    const auto samples = mask.samples<decltype(type)>();
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const bool truth = samples[i] > 0;
      both += truth && labels[i] != 0;
      all += truth + (labels[i] != 0);
    }
  });
  return 2 * both / std::max(all, 1.0);
}

}  // namespace

Result<BrainJudgement> judge_brain(const fs::path& model, const fs::path& volume, const fs::path& mask,
                                   const fs::path& picture) {
  ScriptModel network = TRY(ScriptModel::load(model));
  const ModelDescription description =
      TRY(parse_model(network.metadata_json(), network.inference_json(), "brain mask"));
  const Volume source = TRY(read_any_volume(volume));
  const PreparedImage image = TRY(prepare_image(source, description.prepare));
  const Labels labels = TRY(labels_of(network, description, image));
  if (!picture.empty())
    TRY(write_durably(picture,
                      TRY(encode_png(draw_planes(image.lattice.shape(), image.values, as_mask(labels))))));
  const Labels back = on_source<std::uint16_t>(labels, image.lattice, source.geometry.shape);
  BrainJudgement judgement;
  judgement.voxels = std::ranges::count_if(back, [](std::uint16_t label) { return label != 0; });
  judgement.millilitres =
      static_cast<double>(judgement.voxels) * std::abs(source.geometry.ijk_to_lps.determinant()) / 1000;
  if (!mask.empty()) judgement.dice = TRY(dice_with(mask, back, source.geometry.shape));
  return judgement;
}

}  // namespace scanetrix
