// SPDX-License-Identifier: Apache-2.0
#include "store/zarr_reader.h"

#include <algorithm>

#include "base/parallel.h"
#include "store/brick_codec.h"

namespace scanetrix {

Result<ZarrReader> ZarrReader::open(const fs::path& level_directory) {
  const Bytes text = TRY(read_file(level_directory / "zarr.json", 1 << 20));
  const ZarrArray array = TRY(ZarrArray::parse(as_text(text)));
  MappedFile shard = TRY(MappedFile::open(level_directory / array.shard_path()));
  if (shard.bytes().size() < array.index_bytes()) return fail(ErrorCode::internal, "a stored shard is cut");
  return ZarrReader(array, std::move(shard));
}

Result<void> ZarrReader::read_brick(std::int64_t time, Shape at, Shape first, Shape end, Bytes& out) const {
  const Shape bricks = array_.bricks();
  const Shape& brick_shape = array_.brick;
  const ByteView bytes = shard_.bytes();
  const auto number =
      static_cast<std::size_t>(time * bricks.count() + (at.z * bricks.y + at.y) * bricks.x + at.x);
  const std::size_t entry = bytes.size() - array_.index_bytes() + number * 16;
  const auto offset = load<std::uint64_t>(bytes, entry);
  const auto size = load<std::uint64_t>(bytes, entry + 8);
  if (offset == kAbsentBrick) return {};  // `out` is zero already.
  if (offset > bytes.size() || size > bytes.size() - offset)
    return fail(ErrorCode::internal, "a stored shard's index points outside of it");

  Bytes brick(array_.brick_bytes());
  TRY(decompress_brick(bytes.subspan(offset, size), brick));

  const std::size_t width = size_bytes(array_.type);
  const int channels = array_.channels;
  const Shape origin{at.z * brick_shape.z, at.y * brick_shape.y, at.x * brick_shape.x};
  const Shape from{std::max(first.z, origin.z), std::max(first.y, origin.y), std::max(first.x, origin.x)};
  const Shape to{std::min(end.z, origin.z + brick_shape.z), std::min(end.y, origin.y + brick_shape.y),
                 std::min(end.x, origin.x + brick_shape.x)};
  const Shape size_out{end.z - first.z, end.y - first.y, end.x - first.x};
  const auto x_count = static_cast<std::size_t>(to.x - from.x);
  for (int channel = 0; channel < channels; ++channel)
    for (std::int64_t z = from.z; z < to.z; ++z)
      for (std::int64_t y = from.y; y < to.y; ++y) {
        const std::byte* source =
            brick.data() +
            static_cast<std::size_t>(
                ((channel * brick_shape.z + z - origin.z) * brick_shape.y + y - origin.y) * brick_shape.x +
                from.x - origin.x) *
                width;
        std::byte* target =
            out.data() +
            static_cast<std::size_t>(
                (((z - first.z) * size_out.y + y - first.y) * size_out.x + from.x - first.x) * channels +
                channel) *
                width;
        if (channels == 1)
          std::copy_n(source, x_count * width, target);
        else
          for (std::size_t x = 0; x < x_count; ++x)
            std::copy_n(source + x * width, width, target + x * width * static_cast<std::size_t>(channels));
      }
  return {};
}

Result<Bytes> ZarrReader::read(Shape first, Shape end, std::int64_t time) const {
  const Shape size{end.z - first.z, end.y - first.y, end.x - first.x};
  const Shape& brick = array_.brick;
  Bytes out(static_cast<std::size_t>(size.count() * array_.channels) * size_bytes(array_.type));
  const Shape brick_first{first.z / brick.z, first.y / brick.y, first.x / brick.x};
  const Shape brick_count{(end.z - 1) / brick.z - brick_first.z + 1,
                          (end.y - 1) / brick.y - brick_first.y + 1,
                          (end.x - 1) / brick.x - brick_first.x + 1};
  TRY(parallel_for(static_cast<std::size_t>(brick_count.count()), [&](std::size_t i) {
    const auto n = static_cast<std::int64_t>(i);
    return read_brick(time,
                      {brick_first.z + n / (brick_count.y * brick_count.x),
                       brick_first.y + n / brick_count.x % brick_count.y, brick_first.x + n % brick_count.x},
                      first, end, out);
  }));
  return out;
}

}  // namespace scanetrix
