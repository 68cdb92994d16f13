// SPDX-License-Identifier: Apache-2.0
#include "infer/reconstruct_slabs.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/parallel.h"
#include "reconstruct/lattice.h"

namespace scanetrix {
namespace {

constexpr std::int64_t kSlabBytes = 64 << 20;  ///< Of its voxels in float32.
constexpr int kCorrections = 2;

/// Rows first … end of every acquired slice.
struct Rows {
  std::int64_t first;
  std::int64_t end;
  [[nodiscard]] std::int64_t count() const { return end - first; }
};

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

    RealVolume apart{fine.shape, std::vector<float>(fine.values.size())};
    add_by_x(coarse, rows.first - wide.first, fine, apart);
    add_by_y(coarse, rows.first - wide.first, fine, apart);
    if (task_.mode == ReconstructionMode::deblur) correct(fine, inner);
    return write(rows, fine, apart, voxels, uncertainty);
  }

 private:
  using Planes = PlanePredictor::Planes;

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

  /// Half of what planes (z, x) say is added to `fine`; `apart` gets all of it. `skip`: coarse's rows before
  /// fine's.
  void add_by_x(const RealVolume& coarse, std::int64_t skip, RealVolume& fine, RealVolume& apart) const {
    const auto columns = static_cast<std::size_t>(shape_.x);
    predictor_.predict(
        fine.shape.y, shape_.z, shape_.x,
        [&](Planes which, std::span<float> out) {
          for (std::int64_t y = which.first; y < which.first + which.count; ++y)
            for (std::int64_t z = 0; z < shape_.z; ++z, out = out.subspan(columns))
              std::copy_n(coarse.values.data() + index(coarse, z, y + skip, 0), columns, out.data());
        },
        [&](Planes which, std::span<const float> residual) {
          for (std::int64_t y = which.first; y < which.first + which.count; ++y)
            for (std::int64_t phase = 0; phase < task_.factor; ++phase)
              for (std::int64_t z = 0; z < shape_.z; ++z, residual = residual.subspan(columns)) {
                const std::int64_t k = z * task_.factor + phase;
                if (k >= fine_depth_) continue;
                const std::size_t to = index(fine, k, y, 0);
                for (std::size_t x = 0; x < columns; ++x) {
                  fine.values[to + x] += 0.5F * residual[x];
                  apart.values[to + x] = residual[x];
                }
              }
        });
  }

  /// The other half, of planes (z, y); in `apart` remains half of how far the two lie apart.
  void add_by_y(const RealVolume& coarse, std::int64_t skip, RealVolume& fine, RealVolume& apart) const {
    const std::int64_t rows = coarse.shape.y;
    const auto size = static_cast<std::size_t>(shape_.z * rows);
    predictor_.predict(
        shape_.x, shape_.z, rows,
        [&](Planes which, std::span<float> out) {
          for (std::size_t at = 0; at < size;
               ++at)  // Neighbouring columns together: they share a cache line.
            for (std::int64_t n = 0; n < which.count; ++n)
              out[static_cast<std::size_t>(n) * size + at] =
                  coarse.values[at * static_cast<std::size_t>(shape_.x) +
                                static_cast<std::size_t>(which.first + n)];
        },
        [&](Planes which, std::span<const float> residual) {
          const std::size_t stride = size * static_cast<std::size_t>(task_.factor);
          for (std::int64_t k = 0; k < fine_depth_; ++k)
            for (std::int64_t y = 0; y < fine.shape.y; ++y) {
              const std::int64_t slice = k % task_.factor * shape_.z + k / task_.factor;
              const float* from = residual.data() + slice * rows + y + skip;
              const std::size_t to = index(fine, k, y, which.first);
              for (std::size_t n = 0; n < static_cast<std::size_t>(which.count); ++n, from += stride) {
                fine.values[to + n] += 0.5F * *from;
                apart.values[to + n] = 0.5F * std::abs(apart.values[to + n] - *from);
              }
            }
        });
  }

  [[nodiscard]] static std::size_t index(const RealVolume& volume, std::int64_t z, std::int64_t y,
                                         std::int64_t x) {
    return static_cast<std::size_t>((z * volume.shape.y + y) * volume.shape.x + x);
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
