// SPDX-License-Identifier: Apache-2.0
#include "store/zarr_level_writer.h"

#include <algorithm>
#include <boost/crc.hpp>
#include <map>
#include <mutex>

#include "base/parallel.h"
#include "store/brick_codec.h"

namespace scanetrix {
namespace {

/// Castagnoli's CRC-32 (RFC 3720, appendix B.4), as Zarr's codec "crc32c".
std::uint32_t crc32c(ByteView bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

/// Copies one brick out of a slab, [channel, z, y, x], padded with 0 where it stands over the edge.
/// \param shape  Of the slab. \param at  The brick's place along y and x.
template <typename T>
void gather_brick(std::span<const T> slab, const Shape& shape, int channels, const Shape& brick,
                  const Shape& at, std::span<T> out) {
  std::fill(out.begin(), out.end(), T{});
  const Shape first{0, at.y * brick.y, at.x * brick.x};
  const std::int64_t x_count = std::min(brick.x, shape.x - first.x);
  for (int channel = 0; channel < channels; ++channel)
    for (std::int64_t z = 0; z < std::min(brick.z, shape.z); ++z)
      for (std::int64_t y = 0; y < std::min(brick.y, shape.y - first.y); ++y) {
        const T* from = slab.data() + ((z * shape.y + first.y + y) * shape.x + first.x) * channels + channel;
        T* to = out.data() + ((channel * brick.z + z) * brick.y + y) * brick.x;
        if (channels == 1)
          std::copy_n(from, x_count, to);
        else
          for (std::int64_t x = 0; x < x_count; ++x) to[x] = from[x * channels];
      }
}

}  // namespace

Result<ZarrLevelWriter> ZarrLevelWriter::create(const VolumeForm& form, const fs::path& directory) {
  const ZarrArray array{form.geometry.shape, brick_of(form.geometry.shape), form.type, form.channels,
                        form.time_points};
  const fs::path shard = directory / array.shard_path();
  TRY(make_directories(shard.parent_path()));
  const FileHandle metadata = TRY(create_file(directory / "zarr.json"));
  TRY(write_all(metadata, as_bytes(array.metadata())));
  return ZarrLevelWriter(array, TRY(create_file(shard)));
}

std::int64_t ZarrLevelWriter::wanted_slices() const {
  const std::size_t slice_bytes =
      static_cast<std::size_t>(array_.shape.y * array_.shape.x * array_.channels) * size_bytes(array_.type);
  return std::min(array_.brick.z, array_.shape.z - done_slices_) -
         static_cast<std::int64_t>(slab_.size() / slice_bytes);
}

Result<void> ZarrLevelWriter::append(const Volume& slices) {
  ByteView rest = slices.voxels;
  const std::size_t slice_bytes = slices.slice_bytes();
  while (!rest.empty()) {
    const std::int64_t wanted = wanted_slices();
    const std::int64_t depth = std::min(array_.brick.z, array_.shape.z - done_slices_);
    const ByteView part = rest.first(std::min(rest.size(), static_cast<std::size_t>(wanted) * slice_bytes));
    rest = rest.subspan(part.size());
    const bool fills = part.size() == static_cast<std::size_t>(wanted) * slice_bytes;
    if (fills && wanted == depth) {  // A whole slab: no need to copy it first.
      TRY(write_slab(part, depth));
      continue;
    }
    slab_.insert(slab_.end(), part.begin(), part.end());
    if (!fills) continue;
    TRY(write_slab(slab_, depth));
    slab_.clear();
  }
  return {};
}

Result<void> ZarrLevelWriter::write_slab(ByteView slab, std::int64_t depth) {
  const Shape bricks = array_.bricks();
  const Shape shape{depth, array_.shape.y, array_.shape.x};
  std::mutex mutex;
  std::map<std::size_t, Bytes> waiting;  // Packed before their turn: a few, as bricks are begun in order.
  std::size_t turn = 0;
  TRY(parallel_for(static_cast<std::size_t>(bricks.y * bricks.x), [&](std::size_t n) -> Result<void> {
    const auto place = static_cast<std::int64_t>(n);
    Bytes samples(array_.brick_bytes());
    with_type(array_.type, [&](auto type) {
      using T = decltype(type);
      gather_brick<T>({reinterpret_cast<const T*>(slab.data()), slab.size() / sizeof(T)}, shape,
                      array_.channels, array_.brick, {0, place / bricks.x, place % bricks.x},
                      {reinterpret_cast<T*>(samples.data()), samples.size() / sizeof(T)});
    });
    Bytes frame = TRY(compress_brick(samples, array_.type));
    const std::lock_guard lock(mutex);
    waiting.emplace(n, std::move(frame));
    for (auto next = waiting.begin(); next != waiting.end() && next->first == turn;
         next = waiting.erase(next), ++turn)
      TRY(write_brick(next->second));
    return {};
  }));
  begin_writeback(file_, synced_, offset_ - synced_);  // The disk works on while the next slab is packed.
  synced_ = offset_;
  done_slices_ += depth;
  if (done_slices_ == array_.shape.z) done_slices_ = 0;  // The next time point.
  return {};
}

Result<void> ZarrLevelWriter::write_brick(ByteView frame) {
  scanetrix::append(index_, frame.empty() ? kAbsentBrick : offset_);
  scanetrix::append(index_, frame.empty() ? kAbsentBrick : std::uint64_t{frame.size()});
  offset_ += frame.size();
  return write_all(file_, frame);
}

Result<void> ZarrLevelWriter::close() {
  scanetrix::append(index_, crc32c(index_));
  return write_all(file_, index_);
}

}  // namespace scanetrix
