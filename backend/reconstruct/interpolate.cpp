// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/interpolate.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>

#include "base/parallel.h"
#include "reconstruct/lattice.h"

namespace scanetrix {
namespace {

using Samples = std::vector<float>;

/// Acquired slices as float32, the latest used kept.
class SliceCache {
 public:
  SliceCache(const VolumeForm& form, std::shared_ptr<const VoxelSource> source, std::size_t capacity)
      : form_(form), source_(std::move(source)), capacity_(capacity) {}

  Result<std::shared_ptr<const Samples>> get(std::int64_t time, std::int64_t k) {
    const std::shared_ptr<Entry> entry = entry_at({time, k});
    const std::lock_guard lock(entry->mutex);
    if (!entry->samples) {
      Bytes stored(form_.slice_bytes());
      TRY(source_->read_slice(time, k, stored));
      auto samples = std::make_shared<Samples>(stored.size() / size_bytes(form_.type));
      load_samples(stored, form_.type, *samples);
      entry->samples = std::move(samples);
    }
    return entry->samples;
  }

 private:
  struct Entry {
    std::mutex mutex;
    std::shared_ptr<const Samples> samples;
    std::uint64_t used = 0;
  };
  using Place = std::pair<std::int64_t, std::int64_t>;

  std::shared_ptr<Entry> entry_at(Place place) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Entry>& entry = entries_[place];
    if (!entry) entry = std::make_shared<Entry>();
    entry->used = ++clock_;
    const std::shared_ptr<Entry> wanted = entry;
    if (entries_.size() > capacity_)
      entries_.erase(std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
        return a.second->used < b.second->used;
      }));
    return wanted;
  }

  const VolumeForm form_;
  const std::shared_ptr<const VoxelSource> source_;
  const std::size_t capacity_;
  std::mutex mutex_;
  std::map<Place, std::shared_ptr<Entry>> entries_;
  std::uint64_t clock_ = 0;
};

std::size_t widest(const std::vector<SliceWeights>& table) {
  std::size_t most = 1;
  for (const SliceWeights& row : table) most = std::max(most, row.weights.size());
  return most;
}

class InterpolatedSource final : public VoxelSource {
 public:
  InterpolatedSource(const SeriesVolume& volume, int factor, std::vector<SliceWeights> table,
                     ReconstructionMode mode)
      : form_(volume.form),
        source_(volume.voxels),
        factor_(factor),
        preserve_(mode == ReconstructionMode::preserve),
        table_(std::move(table)),
        cache_(volume.form, volume.voxels, widest(table_) + 2 * parallel_width() + 2) {}

  Result<void> read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const override {
    if (preserve_ && k % factor_ == 0) return source_->read_slice(time, k / factor_, slice);
    const SliceWeights& row = table_[static_cast<std::size_t>(k)];
    Samples sum(slice.size() / size_bytes(form_.type));
    for (std::size_t i = 0; i < row.weights.size(); ++i) {
      const auto acquired = TRY(cache_.get(time, row.first + static_cast<std::int64_t>(i)));
      const auto weight = static_cast<float>(row.weights[i]);
      if (weight == 0) continue;
      for (std::size_t n = 0; n < sum.size(); ++n) sum[n] += weight * (*acquired)[n];
    }
    store_samples(sum, form_.type, slice);
    return {};
  }

 private:
  VolumeForm form_;
  std::shared_ptr<const VoxelSource> source_;
  int factor_;
  bool preserve_;
  std::vector<SliceWeights> table_;
  mutable SliceCache cache_;
};

}  // namespace

SeriesVolume interpolated(const SeriesVolume& volume, int factor, Interpolation method,
                          const SliceProfile& profile, ReconstructionMode mode) {
  assert(factor >= kLeastFactor && factor <= kGreatestFactor);
  SeriesVolume fine = volume;
  fine.id = "reconstructed";
  fine.form.geometry = refined(volume.form.geometry, factor);
  const std::int64_t slices = volume.form.geometry.shape.z;
  fine.voxels = std::make_shared<InterpolatedSource>(volume, factor,
                                                     slice_weights(method, slices, factor, profile), mode);
  fine.interpolated_slices = unmeasured_slices(slices, factor, volume.interpolated_slices, mode);
  fine.how = fmt::format("{} slices made of {} by {}", fine.form.geometry.shape.z, slices, name_of(method));
  return fine;
}

std::vector<std::int64_t> unmeasured_slices(std::int64_t slices, int factor,
                                            const std::vector<std::int64_t>& acquired,
                                            ReconstructionMode mode) {
  std::vector<std::int64_t> made;
  for (std::int64_t k = 0; k < refined_depth(slices, factor); ++k)
    if (mode == ReconstructionMode::deblur || k % factor != 0 ||
        std::binary_search(acquired.begin(), acquired.end(), k / factor))
      made.push_back(k);
  return made;
}

void store_samples(std::span<const float> samples, VoxelType type, std::span<std::byte> out) {
  with_type(type, [&](auto value) {
    using T = decltype(value);
    auto* to = reinterpret_cast<T*>(out.data());
    assert(out.size() == samples.size() * sizeof(T));
    if constexpr (std::is_integral_v<T>) {
      constexpr auto least = static_cast<double>(std::numeric_limits<T>::min());
      constexpr auto greatest = static_cast<double>(std::numeric_limits<T>::max());
      for (std::size_t i = 0; i < samples.size(); ++i)
        to[i] = static_cast<T>(std::clamp(std::nearbyint(static_cast<double>(samples[i])), least, greatest));
    } else {
      for (std::size_t i = 0; i < samples.size(); ++i) to[i] = static_cast<T>(samples[i]);
    }
  });
}

void load_samples(std::span<const std::byte> stored, VoxelType type, std::span<float> samples) {
  with_type(type, [&](auto value) {
    using T = decltype(value);
    const auto* from = reinterpret_cast<const T*>(stored.data());
    assert(stored.size() == samples.size() * sizeof(T));
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<float>(from[i]);
  });
}

std::string_view name_of(ReconstructionMode mode) {
  return mode == ReconstructionMode::preserve ? "preserve" : "deblur";
}

std::optional<ReconstructionMode> reconstruction_mode_named(std::string_view name) {
  if (name == "preserve") return ReconstructionMode::preserve;
  if (name == "deblur") return ReconstructionMode::deblur;
  return std::nullopt;
}

}  // namespace scanetrix
