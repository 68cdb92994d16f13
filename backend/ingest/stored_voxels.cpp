// SPDX-License-Identifier: Apache-2.0
#include "ingest/stored_voxels.h"

#include <algorithm>

#include "base/parallel.h"
#include "ingest/inflate.h"
#include "ingest/limits.h"
#include "ingest/text_numbers.h"
#include "ingest/unpack_bzip2.h"

namespace scanetrix {
namespace {

/// The stored stream: pieces of one length (all but none), side by side only in thought.
struct StoredStream {
  std::vector<MappedFile> files;  ///< Kept open for what `parts` look at.
  std::vector<Bytes> unpacked;    ///< Kept for the same reason.
  std::vector<ByteView> parts;
  std::uint64_t part_bytes = 0;

  void copy(std::uint64_t first, std::span<std::byte> out) const {
    while (!out.empty()) {
      const ByteView part = parts[first / part_bytes];
      const std::uint64_t inside = first % part_bytes;
      const std::size_t count = std::min<std::uint64_t>(out.size(), part_bytes - inside);
      std::memcpy(out.data(), part.data() + inside, count);
      out = out.subspan(count);
      first += count;
    }
  }
};

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

Result<ByteView> without_lines(ByteView file, std::uint64_t lines) {
  for (; lines > 0; --lines) {
    const auto end = std::find(file.begin(), file.end(), std::byte{'\n'});
    if (end == file.end()) return damaged("The file has fewer lines than its header tells to leave out.");
    file = file.subspan(static_cast<std::size_t>(end - file.begin()) + 1);
  }
  return file;
}

Result<ByteView> raw_part(ByteView file, const DataPlace& place, std::uint64_t bytes) {
  std::uint64_t first = place.skip_inside;
  if (place.skip_at_end) {
    std::uint64_t behind = 0;
    if (__builtin_add_overflow(bytes, *place.skip_at_end, &behind) || behind > file.size())
      return damaged(
          fmt::format("The file of {} bytes is too short for {} bytes of voxels.", file.size(), bytes));
    first = file.size() - behind;
  }
  if (first > file.size() || bytes > file.size() - first)
    return damaged(fmt::format("The file ends early: {} bytes of voxels, {} were expected.",
                               file.size() - std::min<std::uint64_t>(first, file.size()), bytes));
  return file.subspan(first, bytes);
}

/// Unpacks one file's part of the stream; what stands before it inside is left in front.
Result<Bytes> unpacked_part(ByteView file, const VolumeHeader& header, std::uint64_t bytes) {
  std::uint64_t all = 0;
  if (__builtin_add_overflow(bytes, header.data.skip_inside, &all)) all = ~0ull;
  switch (header.data.encoding) {
    case DataEncoding::raw:
    case DataEncoding::deflate:
      return inflate_first(file, is_gzip(file) ? DeflateKind::gzip : DeflateKind::raw, all);
    case DataEncoding::bzip2:
      return unpack_bzip2(file, all);
    case DataEncoding::text:
      return numbers_from_text(file, header.element.kind, bytes);
    case DataEncoding::hex:
      return bytes_from_hex(file, bytes);
  }
  std::abort();  // Not a value of the enum: memory is damaged.
}

/// Some write a file in gzip under a header that does not say so (NIfTI's .img.gz).
bool is_secretly_gzip(ByteView file, const DataPlace& place, std::uint64_t bytes) {
  return place.where != DataPlace::Where::same_file && !place.skip_at_end && place.skip_bytes == 0 &&
         place.skip_lines == 0 && is_gzip(file) &&
         (file.size() < bytes || inflate_start(file, DeflateKind::gzip, 1).size() == 1);
}

Result<StoredStream> open_stream(const VolumeHeader& header, std::span<const ByteView> files) {
  const DataPlace& place = header.data;
  const std::uint64_t bytes = stored_bytes(header);
  StoredStream stream;
  if (files.empty() || bytes % files.size() != 0)
    return damaged(
        fmt::format("{} bytes of voxels cannot be spread evenly over {} files.", bytes, files.size()));
  stream.part_bytes = bytes / files.size();
  if (stream.part_bytes % std::max<std::size_t>(size_bytes(header.element.kind), 1) != 0)
    return damaged(fmt::format("{} files cannot hold a whole number of voxels each.", files.size()));
  bool limited = false;
  for (ByteView file : files) {
    if (place.skip_bytes > file.size()) return damaged("The file ends before its voxels begin.");
    file = TRY(without_lines(file.subspan(place.skip_bytes), place.skip_lines));
    const bool raw = place.encoding == DataEncoding::raw && !is_secretly_gzip(file, place, stream.part_bytes);
    if (raw) {
      stream.parts.push_back(TRY(raw_part(file, place, stream.part_bytes)));
      continue;
    }
    if (!limited) TRY(check_unpacked_size(bytes));
    limited = true;
    stream.unpacked.push_back(TRY(unpacked_part(file, header, stream.part_bytes)));
    stream.parts.push_back(ByteView(stream.unpacked.back()).last(stream.part_bytes));
  }
  return stream;
}

/// All of the stream in pieces of whole samples, on all cores.
Result<void> over_stream(const StoredStream& stream, std::size_t sample_bytes,
                         const std::function<void(ByteView)>& visit) {
  constexpr std::uint64_t kPiece = 1 << 20;
  const std::uint64_t pieces = (stream.part_bytes + kPiece - 1) / kPiece;
  return parallel_for(stream.parts.size() * pieces, [&](std::size_t number) -> Result<void> {
    const ByteView part = stream.parts[number / pieces];
    const std::uint64_t first = number % pieces * kPiece;
    const ByteView piece = part.subspan(first, std::min(kPiece, part.size() - first));
    if (piece.size() >= sample_bytes) visit(piece);
    return {};
  });
}

/// Slices out of a stored stream.
class StoredVoxels final : public VoxelSource {
 public:
  StoredVoxels(StoredStream stream, const VolumeHeader& header, VoxelPlan plan)
      : stream_(std::move(stream)),
        shape_(header.geometry.shape),
        element_(header.element),
        steps_(header.steps),
        plan_(std::move(plan)) {}

  Result<void> read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const override {
    std::int64_t first = k * steps_.k;
    for (const TimeAxis& axis : steps_.times) {
      first += time % axis.size * axis.step;
      time /= axis.size;
    }
    return within_memory([&]() -> Result<void> {
      const auto voxels = static_cast<std::size_t>(shape_.y * shape_.x);
      Bytes stored(voxels * element_.samples() * std::max<std::size_t>(size_bytes(element_.kind), 1));
      gather(first, stored);
      convert_voxels(element_, plan_, stored, slice);
      return {};
    });
  }

 private:
  /// One slice's samples as stored, in the order [y, x, channel].
  void gather(std::int64_t first, Bytes& out) const {
    if (element_.kind == SampleKind::bit) return gather_bits(first, out);
    const auto samples = static_cast<std::int64_t>(element_.samples());
    const std::size_t width = size_bytes(element_.kind);
    const bool voxels_touch = (samples == 1 || steps_.channel == 1) && steps_.i == samples;
    const std::size_t row = static_cast<std::size_t>(shape_.x * samples) * width;
    if (voxels_touch && steps_.j == shape_.x * samples)
      return stream_.copy(static_cast<std::uint64_t>(first) * width, out);
    std::byte* to = out.data();
    for (std::int64_t y = 0; y < shape_.y; ++y) {
      const std::int64_t line = first + y * steps_.j;
      if (voxels_touch) {
        stream_.copy(static_cast<std::uint64_t>(line) * width, {to, row});
        to += row;
        continue;
      }
      for (std::int64_t x = 0; x < shape_.x; ++x)
        for (std::int64_t c = 0; c < samples; ++c, to += width)
          stream_.copy(static_cast<std::uint64_t>(line + x * steps_.i + c * steps_.channel) * width,
                       {to, width});
    }
  }

  void gather_bits(std::int64_t first, Bytes& out) const {
    std::byte* to = out.data();
    for (std::int64_t y = 0; y < shape_.y; ++y)
      for (std::int64_t x = 0; x < shape_.x; ++x, ++to) {
        const auto bit = static_cast<std::uint64_t>(first + y * steps_.j + x * steps_.i);
        std::byte eight{};
        stream_.copy(bit / 8, {&eight, 1});
        *to = (eight >> static_cast<int>(bit % 8)) & std::byte{1};
      }
  }

  StoredStream stream_;
  Shape shape_;
  StoredElement element_;
  StoredSteps steps_;
  VoxelPlan plan_;
};

Result<SeriesVolume> volume_over(VolumeHeader& header, StoredStream stream) {
  const std::size_t width = size_bytes(header.element.kind);
  VoxelPlan plan = TRY(plan_voxels(header.element, header.slope, header.intercept,
                                   [&](const auto& visit) { return over_stream(stream, width, visit); }));
  for (Warning& warning : plan.warnings) header.warnings.push_back(std::move(warning));
  SeriesVolume volume;
  volume.form.geometry = header.geometry;
  volume.form.type = plan.type;
  volume.form.channels = plan.channels;
  volume.form.slope = plan.slope;
  volume.form.intercept = plan.intercept;
  volume.form.unit = header.unit;
  volume.form.time_points = header.time_points();
  volume.time_axis = header.time_axis;
  volume.time_labels = header.time_labels;
  volume.voxels = std::make_shared<StoredVoxels>(std::move(stream), header, std::move(plan));
  return volume;
}

}  // namespace

Result<SeriesVolume> open_stored_voxels(VolumeHeader& header, std::vector<MappedFile> files) {
  std::vector<ByteView> views;
  for (const MappedFile& file : files) views.push_back(file.bytes());
  StoredStream stream = TRY(open_stream(header, views));
  stream.files = std::move(files);  // Mappings stay where they are.
  return volume_over(header, std::move(stream));
}

Result<SeriesVolume> open_stored_voxels(VolumeHeader& header, std::span<const ByteView> files) {
  return volume_over(header, TRY(open_stream(header, files)));
}

}  // namespace scanetrix
