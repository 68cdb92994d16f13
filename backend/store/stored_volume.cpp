// SPDX-License-Identifier: Apache-2.0
#include "store/stored_volume.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstring>
#include <mutex>

#include "store/ome_zarr.h"
#include "store/provenance_json.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr std::int64_t kSlab = 64;  // As thick as a brick.

/// Decompresses a slab when its first slice is asked for.
class StoredSource final : public VoxelSource {
 public:
  StoredSource(ZarrReader reader, std::size_t slice_bytes)
      : reader_(std::move(reader)), slice_bytes_(slice_bytes) {}

  Result<void> read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const override {
    const auto slab = TRY(slab_with(time, k / kSlab));
    std::memcpy(slice.data(), slab->data() + static_cast<std::size_t>(k % kSlab) * slice_bytes_,
                slice_bytes_);
    return {};
  }

 private:
  Result<std::shared_ptr<const Bytes>> slab_with(std::int64_t time, std::int64_t number) const {
    const std::lock_guard lock(mutex_);
    if (slab_ && time == time_ && number == number_) return slab_;
    const Shape shape = reader_.shape();
    const Shape first{number * kSlab, 0, 0};
    const Shape end{std::min(first.z + kSlab, shape.z), shape.y, shape.x};
    slab_.reset();
    slab_ = std::make_shared<const Bytes>(TRY(reader_.read(first, end, time)));
    time_ = time;
    number_ = number;
    return slab_;
  }

  ZarrReader reader_;
  std::size_t slice_bytes_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Bytes> slab_;
  mutable std::int64_t time_ = 0;
  mutable std::int64_t number_ = 0;
};

}  // namespace

Result<SeriesVolume> open_stored_volume(const fs::path& group) {
  const Bytes text = TRY(read_file(group / "zarr.json", 1 << 20));
  ZarrReader reader = TRY(ZarrReader::open(group / "0"));
  try {
    const json::value facts = json::parse(as_text(text)).at("attributes").at("scanetrix");
    std::array<double, 16> matrix{};
    for (std::size_t i = 0; i < matrix.size(); ++i)
      matrix[i] = facts.at("ijkToLps").at(i).to_number<double>();
    SeriesVolume volume;
    VolumeForm& form = volume.form;
    form.geometry = {reader.shape(), Affine::from_row_major(matrix), facts.at("calibrated").as_bool()};
    form.type = reader.type();
    form.channels = reader.channels();
    form.time_points = reader.time_points();
    form.slope = facts.at("slope").to_number<double>();
    form.intercept = facts.at("intercept").to_number<double>();
    form.unit = json::value_to<std::string>(facts.at("valueUnit"));
    const json::object& object = facts.as_object();
    if (const json::value* thickness = object.if_contains("sliceThicknessMm"))
      volume.slice_thickness_mm = thickness->to_number<double>();
    // Groups of before had no provenance.
    if (const json::value* provenance = object.if_contains("provenance"))
      take_provenance(provenance->as_object(), volume);
    volume.voxels = std::make_shared<StoredSource>(std::move(reader), form.slice_bytes());
    return volume;
  } catch (const std::exception&) {  // Boost.JSON's.
    return fail(ErrorCode::internal, "a stored volume's metadata are not as we write them");
  }
}

}  // namespace scanetrix
