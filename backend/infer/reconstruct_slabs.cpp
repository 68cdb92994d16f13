// SPDX-License-Identifier: Apache-2.0
#include "infer/reconstruct_slabs.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/parallel.h"
#include "reconstruct/lattice.h"

namespace scanetrix {
namespace {

constexpr std::int64_t kSlabBytes = 48 << 20;  ///< Of one float32 answer.
constexpr int kCorrections = 2;

/// Rows first … end of every acquired slice.
struct Rows {
  std::int64_t first;
  std::int64_t end;
  [[nodiscard]] std::int64_t count() const { return end - first; }
};

torch::Tensor view(RealVolume& volume) {
  return torch::from_blob(volume.values.data(), {volume.shape.z, volume.shape.y, volume.shape.x});
}

class Slabs {
 public:
  Slabs(const SlabTask& task, const PlanePredictor& predictor, const Volume& acquired)
      : task_(task),
        predictor_(predictor),
        acquired_(acquired),
        shape_(acquired.geometry.shape),
        fine_depth_(refined_depth(shape_.z, task.factor)),
        cubic_(slice_weights(Interpolation::catmull_rom, shape_.z, task.factor, task.profile)),
        acquisition_(acquisition_weights(shape_.z, task.factor, task.profile)) {}

  [[nodiscard]] std::int64_t rows_a_slab() const {
    return std::clamp<std::int64_t>(kSlabBytes / (fine_depth_ * shape_.x * 4), 8, 128);
  }

  /// Makes the rows of all fine slices and writes them to both files.
  Result<void> make(Rows rows, OutputFile& voxels, OutputFile& uncertainty) const {
    const Rows wide{std::max<std::int64_t>(0, rows.first - predictor_.reach()),
                    std::min(shape_.y, rows.end + predictor_.reach())};
    RealVolume coarse = read(wide);
    RealVolume inner = read(rows);
    RealVolume fine = weighted_slices(inner, cubic_);
    for (float& value : coarse.values)
      if (!std::isfinite(value)) value = 0;  // Or the network would spread it; `fine` remembers.

    torch::Tensor by_x = view(coarse).slice(1, rows.first - wide.first, rows.end - wide.first);
    by_x = predictor_.residual(by_x.permute({1, 0, 2})).permute({1, 2, 0, 3});  // [factor, slices, rows, x]
    torch::Tensor by_y = predictor_.residual(view(coarse).permute({2, 0, 1}));  // [x, factor, slices, rows]
    by_y = by_y.slice(3, rows.first - wide.first, rows.end - wide.first).permute({1, 2, 3, 0});

    RealVolume apart{fine.shape, std::vector<float>(fine.values.size())};
    for (int phase = 0; phase < task_.factor; ++phase) {
      torch::Tensor out = view(fine).slice(0, phase, {}, task_.factor);
      const torch::Tensor a = by_x[phase].slice(0, 0, out.size(0));
      const torch::Tensor b = by_y[phase].slice(0, 0, out.size(0));
      out.add_((a + b) * 0.5);
      view(apart).slice(0, phase, {}, task_.factor).copy_((a - b).abs() * 0.5);
    }
    if (task_.mode == ReconstructionMode::deblur) correct(fine, inner);
    return write(rows, fine, apart, voxels, uncertainty);
  }

 private:
  [[nodiscard]] RealVolume read(Rows rows) const {
    RealVolume out{{shape_.z, rows.count(), shape_.x},
                   std::vector<float>(static_cast<std::size_t>(shape_.z * rows.count() * shape_.x))};
    const std::size_t width = size_bytes(acquired_.type);
    const auto count = static_cast<std::size_t>(rows.count() * shape_.x);
    for (std::int64_t k = 0; k < shape_.z; ++k)
      load_samples(std::span(acquired_.voxels)
                       .subspan(static_cast<std::size_t>((k * shape_.y + rows.first) * shape_.x) * width,
                                count * width),
                   acquired_.type, std::span(out.values).subspan(static_cast<std::size_t>(k) * count, count));
    return out;
  }

  /// x += cubic(y − A x), a few times.
  void correct(RealVolume& fine, const RealVolume& acquired) const {
    for (int n = 0; n < kCorrections; ++n) {
      RealVolume missing = weighted_slices(fine, acquisition_);
      for (std::size_t i = 0; i < missing.values.size(); ++i)
        missing.values[i] = acquired.values[i] - missing.values[i];
      const RealVolume correction = weighted_slices(missing, cubic_);
      for (std::size_t i = 0; i < fine.values.size(); ++i) fine.values[i] += correction.values[i];
    }
  }

  Result<void> write(Rows rows, const RealVolume& fine, RealVolume& apart, OutputFile& voxels,
                     OutputFile& uncertainty) const {
    const std::size_t width = size_bytes(acquired_.type);
    const auto count = static_cast<std::size_t>(rows.count() * shape_.x);
    return parallel_for(static_cast<std::size_t>(fine_depth_), [&](std::size_t k) -> Result<void> {
      const auto slice = static_cast<std::int64_t>(k);
      const std::uint64_t offset =
          static_cast<std::uint64_t>((slice * shape_.y + rows.first) * shape_.x) * width;
      Bytes stored(count * width);
      std::span<float> doubt = std::span(apart.values).subspan(k * count, count);
      if (task_.mode == ReconstructionMode::preserve && slice % task_.factor == 0) {
        const auto from =
            static_cast<std::size_t>((slice / task_.factor * shape_.y + rows.first) * shape_.x) * width;
        TRY(voxels.write_at(offset, ByteView(acquired_.voxels).subspan(from, stored.size())));
        std::ranges::fill(doubt, 0.0F);
      } else {
        store_samples(std::span(fine.values).subspan(k * count, count), acquired_.type, stored);
        TRY(voxels.write_at(offset, stored));
      }
      store_samples(doubt, acquired_.type, stored);
      return uncertainty.write_at(offset, stored);
    });
  }

  const SlabTask& task_;
  const PlanePredictor& predictor_;
  const Volume& acquired_;
  Shape shape_;
  std::int64_t fine_depth_;
  std::vector<SliceWeights> cubic_;
  std::vector<SliceWeights> acquisition_;
};

}  // namespace

Result<void> reconstruct_slabs(const SlabTask& task, const PlanePredictor& predictor, OutputFile& voxels,
                               OutputFile& uncertainty, Progress& progress) {
  const Volume acquired = TRY(read_volume(task.volume.form, *task.volume.voxels));
  const Slabs slabs(task, predictor, acquired);
  const std::int64_t rows = acquired.geometry.shape.y;
  for (std::int64_t first = 0; first < rows; first += slabs.rows_a_slab()) {
    if (progress.cancelled()) return fail(ErrorCode::cancelled, "The reconstruction was cancelled.");
    progress.report("reconstructing", static_cast<double>(first) / static_cast<double>(rows));
    TRY(slabs.make({first, std::min(rows, first + slabs.rows_a_slab())}, voxels, uncertainty));
  }
  progress.report("reconstructing", 1);
  return {};
}

}  // namespace scanetrix
