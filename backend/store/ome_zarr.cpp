// SPDX-License-Identifier: Apache-2.0
#include "store/ome_zarr.h"

#include <blosc.h>

#include <algorithm>
#include <boost/crc.hpp>
#include <boost/json.hpp>
#include <limits>

#include "base/parallel.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr std::int64_t kBrick = 64;
constexpr int kCompressionLevel = 1;
constexpr std::uint64_t kAbsent =
    std::numeric_limits<std::uint64_t>::max();  // Zarr v3 sharding: brick not stored.

Shape brick_of(const Shape& shape) {
  return {std::min(kBrick, shape.z), std::min(kBrick, shape.y), std::min(kBrick, shape.x)};
}

Shape bricks_along(const Shape& shape, const Shape& brick) {
  return {(shape.z + brick.z - 1) / brick.z, (shape.y + brick.y - 1) / brick.y,
          (shape.x + brick.x - 1) / brick.x};
}

/// Castagnoli's CRC-32 (RFC 3720, appendix B.4), as Zarr's codec "crc32c".
std::uint32_t crc32c(ByteView bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

json::object bytes_codec() {
  return {{"name", "bytes"}, {"configuration", {{"endian", "little"}}}};
}

/// An array's shape, or a part's: time points go first where the volume has several.
json::array extent(const VolumeForm& form, const Shape& shape, std::int64_t time_points) {
  json::array array;
  if (form.time_points > 1) array.push_back(time_points);
  if (form.channels == 3) array.push_back(3);
  array.push_back(shape.z);
  array.push_back(shape.y);
  array.push_back(shape.x);
  return array;
}

std::string array_metadata(const VolumeForm& level) {
  const Shape brick = brick_of(level.geometry.shape);
  const Shape bricks = bricks_along(level.geometry.shape, brick);
  const Shape shard{bricks.z * brick.z, bricks.y * brick.y, bricks.x * brick.x};
  const int width = static_cast<int>(size_bytes(level.type));

  json::object sample_bytes = bytes_codec();
  if (width == 1) sample_bytes = {{"name", "bytes"}};
  const json::object blosc{{"name", "blosc"},
                           {"configuration",
                            {{"cname", "zstd"},
                             {"clevel", kCompressionLevel},
                             {"shuffle", width == 1 ? "noshuffle" : "shuffle"},
                             {"typesize", width},
                             {"blocksize", 0}}}};
  const json::object sharding{
      {"name", "sharding_indexed"},
      {"configuration",
       {{"chunk_shape", extent(level, brick, 1)},
        {"codecs", json::array{sample_bytes, blosc}},
        {"index_codecs", json::array{bytes_codec(), json::object{{"name", "crc32c"}}}},
        {"index_location", "end"}}}};
  json::array names{"z", "y", "x"};
  if (level.channels == 3) names.insert(names.begin(), "c");
  if (level.time_points > 1) names.insert(names.begin(), "t");
  return json::serialize(json::object{
      {"zarr_format", 3},
      {"node_type", "array"},
      {"shape", extent(level, level.geometry.shape, level.time_points)},
      {"data_type", name_of(level.type)},
      {"chunk_grid",
       {{"name", "regular"}, {"configuration", {{"chunk_shape", extent(level, shard, level.time_points)}}}}},
      {"chunk_key_encoding", {{"name", "default"}, {"configuration", {{"separator", "/"}}}}},
      {"fill_value", is_integer(level.type) ? json::value(0) : json::value(0.0)},
      {"codecs", json::array{sharding}},
      {"dimension_names", names},
      {"attributes", json::object{}},
  });
}

std::string group_metadata(const VolumeForm& volume, const std::string& name,
                           const std::vector<ZarrLevel>& levels) {
  const bool colour = volume.channels == 3;
  json::array axes;
  if (volume.time_points > 1) axes.push_back({{"name", "t"}, {"type", "time"}});
  if (colour) axes.push_back({{"name", "c"}, {"type", "channel"}});
  for (const char* axis : {"z", "y", "x"}) {
    json::object entry{{"name", axis}, {"type", "space"}};
    if (volume.geometry.calibrated) entry["unit"] = "millimeter";
    axes.push_back(entry);
  }

  const auto spacing = volume.geometry.spacing_mm();
  json::array datasets;
  for (const ZarrLevel& level : levels) {
    json::array scale;
    json::array translation;
    for (int n = (volume.time_points > 1 ? 1 : 0) + (colour ? 1 : 0); n > 0; --n) {
      scale.push_back(1.0);
      translation.push_back(0.0);
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
      scale.push_back(spacing[axis] * level.factor[axis]);
      translation.push_back(spacing[axis] * (level.factor[axis] - 1) / 2.0);
    }
    datasets.push_back({{"path", level.path},
                        {"coordinateTransformations",
                         json::array{json::object{{"type", "scale"}, {"scale", scale}},
                                     json::object{{"type", "translation"}, {"translation", translation}}}}});
  }

  json::array matrix;
  for (const double number : volume.geometry.ijk_to_lps.row_major()) matrix.push_back(number);
  return json::serialize(json::object{
      {"zarr_format", 3},
      {"node_type", "group"},
      {"attributes",
       {{"ome",
         {{"version", "0.5"},
          {"multiscales", json::array{json::object{
                              {"name", name}, {"axes", axes}, {"datasets", datasets}, {"type", "mean"}}}}}},
        // OME-Zarr 0.5 has no rotation: where the volume lies in the patient stands here, and what its
        // numbers mean.
        {"scanetrix",
         {{"ijkToLps", matrix},
          {"slope", volume.slope},
          {"intercept", volume.intercept},
          {"valueUnit", volume.unit},
          {"calibrated", volume.geometry.calibrated}}}}},
  });
}

/// Copies one brick out of the volume, [channel, z, y, x], padded with 0 where it stands over the edge.
template <typename T>
void gather_brick(const Volume& volume, const Shape& brick, const Shape& first, std::span<T> out) {
  const Shape shape = volume.geometry.shape;
  const auto source = volume.samples<T>();
  std::fill(out.begin(), out.end(), T{});
  const std::int64_t x_count = std::min(brick.x, shape.x - first.x);
  for (int channel = 0; channel < volume.channels; ++channel)
    for (std::int64_t z = 0; z < std::min(brick.z, shape.z - first.z); ++z)
      for (std::int64_t y = 0; y < std::min(brick.y, shape.y - first.y); ++y) {
        const T* from = source.data() +
                        (((first.z + z) * shape.y + first.y + y) * shape.x + first.x) * volume.channels +
                        channel;
        T* to = out.data() + ((channel * brick.z + z) * brick.y + y) * brick.x;
        if (volume.channels == 1)
          std::copy_n(from, x_count, to);
        else
          for (std::int64_t x = 0; x < x_count; ++x) to[x] = from[x * volume.channels];
      }
}

Result<Bytes> compress_brick(const Volume& volume, const Shape& brick, const Shape& first, Bytes& scratch) {
  with_type(volume.type, [&](auto type) {
    using T = decltype(type);
    gather_brick<T>(volume, brick, first, {reinterpret_cast<T*>(scratch.data()), scratch.size() / sizeof(T)});
  });
  if (std::all_of(scratch.begin(), scratch.end(), [](std::byte b) { return b == std::byte{0}; }))
    return Bytes{};
  const std::size_t width = size_bytes(volume.type);
  Bytes compressed(scratch.size() + BLOSC_MAX_OVERHEAD);
  const int size =
      blosc_compress_ctx(kCompressionLevel, width == 1 ? BLOSC_NOSHUFFLE : BLOSC_SHUFFLE, width,
                         scratch.size(), scratch.data(), compressed.data(), compressed.size(), "zstd", 0, 1);
  if (size <= 0) return fail(ErrorCode::internal, fmt::format("blosc could not compress a brick ({})", size));
  compressed.resize(static_cast<std::size_t>(size));
  return compressed;
}

/// Where the shard of an array lies below its folder.
std::string shard_path(std::int64_t time_points, int channels) {
  std::string path = "c/0/0/0";
  if (channels == 3) path += "/0";
  if (time_points > 1) path += "/0";
  return path;
}

/// One level while it is written: the slab that is being filled, and the shard.
class LevelWriter {
 public:
  /// \param form  Of the level, all of it.
  static Result<LevelWriter> open(const VolumeForm& form, const fs::path& directory) {
    const fs::path shard = directory / shard_path(form.time_points, form.channels);
    TRY(make_directories(shard.parent_path()));
    const FileHandle metadata = TRY(create_file(directory / "zarr.json"));
    TRY(write_all(metadata, as_bytes(array_metadata(form))));
    return LevelWriter(form, TRY(create_file(shard)));
  }

  /// How many slices the next slab has.
  [[nodiscard]] std::int64_t next_depth() const {
    return std::min(brick_.z, form_.geometry.shape.z - first_slice_);
  }

  /// Appends slices. \return Whether the slab is full.
  bool append(const Volume& slices) {
    slab_.voxels.insert(slab_.voxels.end(), slices.voxels.begin(), slices.voxels.end());
    slab_.geometry.shape.z += slices.geometry.shape.z;
    return slab_.geometry.shape.z >= next_depth();
  }

  /// Compresses the slab's bricks on all cores and writes them in order. \return The slab, which is empty
  /// then.
  Result<Volume> flush() {
    const Shape bricks = bricks_along(slab_.geometry.shape, brick_);
    const auto count = static_cast<std::size_t>(bricks.count());
    const std::size_t brick_bytes = static_cast<std::size_t>(brick_.count()) * form_.bytes_per_voxel();
    const std::size_t batch_size = parallel_width() * 8;
    for (std::size_t begin = 0; begin < count; begin += batch_size) {
      std::vector<Bytes> batch(std::min(batch_size, count - begin));
      TRY(parallel_for(batch.size(), [&](std::size_t i) -> Result<void> {
        const auto number = static_cast<std::int64_t>(begin + i);
        const Shape at{number / (bricks.y * bricks.x), number / bricks.x % bricks.y, number % bricks.x};
        Bytes scratch(brick_bytes);
        batch[i] =
            TRY(compress_brick(slab_, brick_, {at.z * brick_.z, at.y * brick_.y, at.x * brick_.x}, scratch));
        return {};
      }));
      for (const Bytes& compressed : batch) {
        scanetrix::append(index_, compressed.empty() ? kAbsent : offset_);
        scanetrix::append(index_, compressed.empty() ? kAbsent : std::uint64_t{compressed.size()});
        TRY(write_all(file_, compressed));
        offset_ += compressed.size();
      }
    }
    first_slice_ += slab_.geometry.shape.z;
    if (first_slice_ == form_.geometry.shape.z) first_slice_ = 0;  // The next time point.
    Volume full = std::move(slab_);
    slab_ = empty_slab();
    return full;
  }

  /// Writes the shard's index, after the last slab.
  Result<void> close() {
    const std::uint32_t checksum = crc32c(index_);
    scanetrix::append(index_, checksum);
    return write_all(file_, index_);
  }

  [[nodiscard]] Volume empty_slab() const {
    Volume slab;
    static_cast<VolumeForm&>(slab) = form_;
    slab.time_points = 1;
    slab.geometry.shape.z = 0;
    return slab;
  }

 private:
  LevelWriter(const VolumeForm& form, FileHandle file)
      : form_(form), brick_(brick_of(form.geometry.shape)), file_(std::move(file)), slab_(empty_slab()) {}

  VolumeForm form_;
  Shape brick_;
  FileHandle file_;
  Volume slab_;
  std::int64_t first_slice_ = 0;  ///< Of the slab, in its time point.
  Bytes index_;
  std::uint64_t offset_ = 0;
};

std::array<int, 3> step_between(const PyramidLevel& fine, const PyramidLevel& coarse) {
  return {coarse.factor[0] / fine.factor[0], coarse.factor[1] / fine.factor[1],
          coarse.factor[2] / fine.factor[2]};
}

/// Writes level `n`'s slab and hands it down, halved, as far as slabs become full.
Result<void> flush_down(std::vector<LevelWriter>& writers, const std::vector<PyramidLevel>& plan,
                        std::size_t n) {
  const Volume slab = TRY(writers[n].flush());
  if (n + 1 == writers.size()) return {};
  if (writers[n + 1].append(halve(slab, step_between(plan[n], plan[n + 1]))))
    TRY(flush_down(writers, plan, n + 1));
  return {};
}

/// The next slab of the full resolution, read on all cores.
Result<Volume> read_slab(const SeriesVolume& volume, const LevelWriter& writer, std::int64_t time,
                         std::int64_t first) {
  Volume slab = writer.empty_slab();
  const auto depth = static_cast<std::size_t>(writer.next_depth());
  const std::size_t slice_bytes = volume.form.slice_bytes();
  slab.geometry.shape.z = static_cast<std::int64_t>(depth);
  slab.voxels.resize(depth * slice_bytes);
  TRY(parallel_for(depth, [&](std::size_t k) {
    return volume.voxels->read_slice(time, first + static_cast<std::int64_t>(k),
                                     std::span(slab.voxels).subspan(k * slice_bytes, slice_bytes));
  }));
  return slab;
}

}  // namespace

Result<std::vector<ZarrLevel>> write_ome_zarr(const SeriesVolume& volume, const std::string& name,
                                              const fs::path& directory, Progress& progress,
                                              const std::function<void(const Volume& slab)>& on_slab) {
  TRY(make_directories(directory));
  const auto plan = plan_pyramid(volume.form.geometry);
  std::vector<LevelWriter> writers;
  std::vector<ZarrLevel> levels;
  for (const PyramidLevel& level : plan) {
    VolumeForm form = volume.form;
    form.geometry.shape = level.shape;
    const std::string path = std::to_string(levels.size());
    writers.push_back(TRY(LevelWriter::open(form, directory / path)));
    levels.push_back({path, level.shape, level.factor});
  }

  const std::int64_t depth = volume.form.geometry.shape.z;
  const double total = static_cast<double>(depth * volume.form.time_points);
  for (std::int64_t time = 0; time < volume.form.time_points; ++time)
    for (std::int64_t first = 0; first < depth;) {
      if (progress.cancelled()) return fail(ErrorCode::cancelled, "The work was cancelled.");
      Volume slab = TRY(read_slab(volume, writers.front(), time, first));
      if (on_slab) on_slab(slab);
      first += slab.geometry.shape.z;
      writers.front().append(slab);
      TRY(flush_down(writers, plan, 0));
      progress.report("pyramid", static_cast<double>(time * depth + first) / total);
    }
  for (LevelWriter& writer : writers) TRY(writer.close());
  const FileHandle metadata = TRY(create_file(directory / "zarr.json"));
  TRY(write_all(metadata, as_bytes(group_metadata(volume.form, name, levels))));
  return levels;
}

Result<ZarrReader> ZarrReader::open(const fs::path& level_directory) {
  const Bytes text = TRY(read_file(level_directory / "zarr.json", 1 << 20));
  try {
    const json::value metadata = json::parse(as_text(text));
    const auto& shape = metadata.at("shape").as_array();
    const std::size_t space = shape.size() - 3;
    const auto& names = metadata.at("dimension_names").as_array();
    const bool over_time = names.at(0).as_string() == "t";
    const int channels = space > (over_time ? 1u : 0u) ? 3 : 1;
    const std::int64_t time_points = over_time ? shape.at(0).to_number<std::int64_t>() : 1;
    MappedFile shard = TRY(MappedFile::open(level_directory / shard_path(time_points, channels)));
    ZarrReader reader(std::move(shard));
    reader.channels_ = channels;
    reader.time_points_ = time_points;
    reader.shape_ = {shape.at(space).to_number<std::int64_t>(), shape.at(space + 1).to_number<std::int64_t>(),
                     shape.at(space + 2).to_number<std::int64_t>()};
    reader.brick_ = brick_of(reader.shape_);
    const auto type = voxel_type_named(std::string_view(metadata.at("data_type").as_string()));
    if (!type) return fail(ErrorCode::internal, "a stored level has a data type that we do not write");
    reader.type_ = *type;
    const auto index_bytes =
        static_cast<std::size_t>(bricks_along(reader.shape_, reader.brick_).count() * time_points) * 16 +
        sizeof(std::uint32_t);
    if (reader.shard_.bytes().size() < index_bytes) return fail(ErrorCode::internal, "a stored shard is cut");
    return reader;
  } catch (const std::exception&) {
    return fail(ErrorCode::internal, "a stored level's metadata are not as we write them");
  }
}

Result<void> ZarrReader::read_brick(std::int64_t time, Shape at, Shape first, Shape end, Bytes& out) const {
  const Shape bricks = bricks_along(shape_, brick_);
  const ByteView bytes = shard_.bytes();
  const auto count = static_cast<std::size_t>(bricks.count() * time_points_);
  const auto number =
      static_cast<std::size_t>(time * bricks.count() + (at.z * bricks.y + at.y) * bricks.x + at.x);
  const std::size_t entry = bytes.size() - sizeof(std::uint32_t) - (count - number) * 16;
  const auto offset = load<std::uint64_t>(bytes, entry);
  const auto size = load<std::uint64_t>(bytes, entry + 8);
  if (offset == kAbsent) return {};  // `out` is zero already.
  if (offset > bytes.size() || size > bytes.size() - offset)
    return fail(ErrorCode::internal, "a stored shard's index points outside of it");

  const std::size_t width = size_bytes(type_);
  Bytes brick(static_cast<std::size_t>(brick_.count() * channels_) * width);
  const int decoded = blosc_decompress_ctx(bytes.data() + offset, brick.data(), brick.size(), 1);
  if (decoded != static_cast<int>(brick.size()))
    return fail(ErrorCode::internal, "a stored brick is damaged");

  const Shape origin{at.z * brick_.z, at.y * brick_.y, at.x * brick_.x};
  const Shape from{std::max(first.z, origin.z), std::max(first.y, origin.y), std::max(first.x, origin.x)};
  const Shape to{std::min(end.z, origin.z + brick_.z), std::min(end.y, origin.y + brick_.y),
                 std::min(end.x, origin.x + brick_.x)};
  const Shape size_out{end.z - first.z, end.y - first.y, end.x - first.x};
  for (int channel = 0; channel < channels_; ++channel)
    for (std::int64_t z = from.z; z < to.z; ++z)
      for (std::int64_t y = from.y; y < to.y; ++y) {
        const std::byte* source =
            brick.data() + static_cast<std::size_t>(
                               ((channel * brick_.z + z - origin.z) * brick_.y + y - origin.y) * brick_.x +
                               from.x - origin.x) *
                               width;
        std::byte* target =
            out.data() +
            static_cast<std::size_t>(
                (((z - first.z) * size_out.y + y - first.y) * size_out.x + from.x - first.x) * channels_ +
                channel) *
                width;
        const auto x_count = static_cast<std::size_t>(to.x - from.x);
        if (channels_ == 1)
          std::copy_n(source, x_count * width, target);
        else
          for (std::size_t x = 0; x < x_count; ++x)
            std::copy_n(source + x * width, width, target + x * width * static_cast<std::size_t>(channels_));
      }
  return {};
}

Result<Bytes> ZarrReader::read(Shape first, Shape end, std::int64_t time) const {
  const Shape size{end.z - first.z, end.y - first.y, end.x - first.x};
  Bytes out(static_cast<std::size_t>(size.count() * channels_) * size_bytes(type_));
  const Shape brick_first{first.z / brick_.z, first.y / brick_.y, first.x / brick_.x};
  const Shape brick_count{(end.z - 1) / brick_.z - brick_first.z + 1,
                          (end.y - 1) / brick_.y - brick_first.y + 1,
                          (end.x - 1) / brick_.x - brick_first.x + 1};
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
