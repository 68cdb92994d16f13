// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/flow_volume.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <map>
#include <mutex>

#include "base/parallel.h"
#include "reconstruct/interpolate.h"
#include "reconstruct/lattice.h"
#include "reconstruct/own_detail.h"
#include "reconstruct/slice_flow.h"

namespace scanetrix {
namespace {

Tile tile_of(std::span<const float> slice, const Shape& shape) {
  Tile tile;
  tile.rows = static_cast<int>(shape.y);
  tile.columns = static_cast<int>(shape.x);
  tile.values.assign(slice.begin(), slice.end());
  return tile;
}

Result<Tile> read_tile(const SeriesVolume& volume, std::int64_t time, std::int64_t k) {
  Bytes stored(volume.form.slice_bytes());
  TRY(volume.voxels->read_slice(time, k, stored));
  std::vector<float> samples(stored.size() / size_bytes(volume.form.type));
  load_samples(stored, volume.form.type, samples);
  return tile_of(samples, volume.form.geometry.shape);
}

class FlowSource final : public VoxelSource {
 public:
  FlowSource(SeriesVolume volume, int factor) : volume_(std::move(volume)), factor_(factor) {}

  Result<void> read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const override {
    if (k % factor_ == 0) return volume_.voxels->read_slice(time, k / factor_, slice);
    const auto flow = TRY(flow_of(time, k / factor_));
    std::vector<float> made(slice.size() / size_bytes(volume_.form.type));
    flow->between(static_cast<double>(k % factor_) / factor_, made);
    store_samples(made, volume_.form.type, slice);
    return {};
  }

 private:
  struct Entry {
    std::mutex mutex;
    std::shared_ptr<const SliceFlow> flow;
    std::uint64_t used = 0;
  };

  Result<std::shared_ptr<const SliceFlow>> flow_of(std::int64_t time, std::int64_t gap) const {
    const std::shared_ptr<Entry> entry = entry_of(time, gap);
    const std::lock_guard lock(entry->mutex);
    if (!entry->flow)
      entry->flow = std::make_shared<SliceFlow>(TRY(read_tile(volume_, time, gap)),
                                                TRY(read_tile(volume_, time, gap + 1)));
    return entry->flow;
  }

  std::shared_ptr<Entry> entry_of(std::int64_t time, std::int64_t gap) const {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Entry>& entry = entries_[{time, gap}];
    if (!entry) entry = std::make_shared<Entry>();
    entry->used = ++clock_;
    const std::shared_ptr<Entry> wanted = entry;
    if (entries_.size() > 2 * parallel_width())
      entries_.erase(
          std::ranges::min_element(entries_, {}, [](const auto& each) { return each.second->used; }));
    return wanted;
  }

  SeriesVolume volume_;
  int factor_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<std::int64_t, std::int64_t>, std::shared_ptr<Entry>> entries_;
  mutable std::uint64_t clock_ = 0;
};

/// Slices of several volumes of one form, made into one.
class CombinedSource final : public VoxelSource {
 public:
  using Combine = std::function<void(std::span<float> first, std::span<const float> second)>;
  CombinedSource(SeriesVolume first, SeriesVolume second, int factor, Combine combine)
      : first_(std::move(first)), second_(std::move(second)), factor_(factor), combine_(std::move(combine)) {}

  Result<void> read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const override {
    TRY(first_.voxels->read_slice(time, k, slice));
    if (k % factor_ == 0) return {};
    std::vector<float> first(slice.size() / size_bytes(first_.form.type));
    load_samples(slice, first_.form.type, first);
    combine_(first, TRY(read_tile(second_, time, k)).values);
    store_samples(first, first_.form.type, slice);
    return {};
  }

 private:
  SeriesVolume first_, second_;
  int factor_;
  Combine combine_;
};

}  // namespace

RealVolume flow_slices(const RealVolume& slices, int factor) {
  const Shape& shape = slices.shape;
  const auto size = static_cast<std::size_t>(shape.y * shape.x);
  const auto step = static_cast<std::size_t>(factor);
  RealVolume out{{refined_depth(shape.z, factor), shape.y, shape.x}, {}};
  out.values.resize(static_cast<std::size_t>(out.shape.count()));
  const auto slice = [&](std::size_t k) { return std::span(slices.values).subspan(k * size, size); };
  const auto count = static_cast<std::size_t>(shape.z);
  for (std::size_t k = 0; k < count; ++k)
    std::ranges::copy(slice(k), out.values.begin() + static_cast<std::ptrdiff_t>(k * step * size));
  [[maybe_unused]] const auto done = parallel_for(count - 1, [&](std::size_t gap) -> Result<void> {
    const SliceFlow flow(tile_of(slice(gap), shape), tile_of(slice(gap + 1), shape));
    for (std::size_t n = 1; n < step; ++n)
      flow.between(static_cast<double>(n) / factor,
                   std::span(out.values).subspan((gap * step + n) * size, size));
    return {};
  });
  assert(done);
  return out;
}

SeriesVolume flow_interpolated(const SeriesVolume& volume, int factor) {
  assert(volume.form.channels == 1);
  SeriesVolume fine = volume;
  fine.id = "reconstructed";
  fine.form.geometry = refined(volume.form.geometry, factor);
  const std::int64_t slices = volume.form.geometry.shape.z;
  fine.voxels = std::make_shared<FlowSource>(volume, factor);
  fine.interpolated_slices =
      unmeasured_slices(slices, factor, volume.interpolated_slices, ReconstructionMode::preserve);
  fine.how = fmt::format("{} slices made of {} by {}", fine.form.geometry.shape.z, slices, kFlow);
  return fine;
}

SeriesVolume mixed_with_flow(const SeriesVolume& volume, const SeriesVolume& flow, int factor, double part) {
  SeriesVolume mixed = volume;
  mixed.voxels = std::make_shared<CombinedSource>(
      volume, flow, factor,
      [part = static_cast<float>(part)](std::span<float> values, std::span<const float> other) {
        for (std::size_t i = 0; i < values.size(); ++i) values[i] += part * (other[i] - values[i]);
      });
  return mixed;
}

SeriesVolume doubted_by_flow(const SeriesVolume& doubt, const SeriesVolume& volume, const SeriesVolume& flow,
                             int factor) {
  // Both are of one form but for the intercept, which a difference does not have.
  SeriesVolume apart = volume;
  apart.voxels = std::make_shared<CombinedSource>(volume, flow, factor,
                                                  [](std::span<float> values, std::span<const float> other) {
                                                    for (std::size_t i = 0; i < values.size(); ++i)
                                                      values[i] = 0.5F * std::abs(other[i] - values[i]);
                                                  });
  SeriesVolume both = doubt;
  both.voxels = std::make_shared<CombinedSource>(doubt, apart, factor,
                                                 [](std::span<float> values, std::span<const float> other) {
                                                   for (std::size_t i = 0; i < values.size(); ++i)
                                                     values[i] = std::max(values[i], other[i]);
                                                 });
  return both;
}

Result<std::optional<double>> flow_gain_db(const SeriesVolume& volume, std::int64_t most) {
  double flow_error = 0;
  double line_error = 0;
  for (const std::int64_t n : spread_slices(volume.form.geometry.shape.z - 2, most)) {
    const Tile lower = TRY(read_tile(volume, 0, n));
    const Tile truth = TRY(read_tile(volume, 0, n + 1));
    const Tile upper = TRY(read_tile(volume, 0, n + 2));
    std::vector<float> made(truth.values.size());
    SliceFlow(lower, upper).between(0.5, made);
    for (std::size_t i = 0; i < made.size(); ++i) {
      const double line = 0.5 * (static_cast<double>(lower.values[i]) + upper.values[i]);
      if (!std::isfinite(line) || !std::isfinite(truth.values[i]) || !std::isfinite(made[i])) continue;
      flow_error += std::pow(made[i] - truth.values[i], 2);
      line_error += std::pow(line - truth.values[i], 2);
    }
  }
  if (flow_error <= 0 || line_error <= 0) return std::nullopt;
  return 10 * std::log10(line_error / flow_error);
}

}  // namespace scanetrix
