// SPDX-License-Identifier: Apache-2.0
#include "store/zarr_array.h"

#include <algorithm>
#include <boost/json.hpp>

#include "store/brick_codec.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr std::int64_t kBrick = 32;
constexpr std::int64_t kFlatBrick = 16;
constexpr std::int64_t kLargeSlice = std::int64_t{1} << 23;

json::object bytes_codec() {
  return {{"name", "bytes"}, {"configuration", {{"endian", "little"}}}};
}

/// An array's shape, or a part's: time points go first where the volume has several.
json::array extent(const ZarrArray& array, const Shape& shape, std::int64_t time_points) {
  json::array numbers;
  if (array.time_points > 1) numbers.push_back(time_points);
  if (array.channels == 3) numbers.push_back(3);
  numbers.push_back(shape.z);
  numbers.push_back(shape.y);
  numbers.push_back(shape.x);
  return numbers;
}

Shape last_three(const json::value& numbers) {
  const json::array& array = numbers.as_array();
  const std::size_t space = array.size() - 3;
  return {array.at(space).to_number<std::int64_t>(), array.at(space + 1).to_number<std::int64_t>(),
          array.at(space + 2).to_number<std::int64_t>()};
}

}  // namespace

Shape brick_of(const Shape& level) {
  const std::int64_t depth = level.y * level.x > kLargeSlice ? kFlatBrick : kBrick;
  return {std::min(depth, level.z), std::min(kBrick, level.y), std::min(kBrick, level.x)};
}

std::string ZarrArray::shard_path() const {
  std::string path = "c/0/0/0";
  if (channels == 3) path += "/0";
  if (time_points > 1) path += "/0";
  return path;
}

std::string ZarrArray::metadata() const {
  const Shape count = bricks();
  const Shape shard{count.z * brick.z, count.y * brick.y, count.x * brick.x};
  const int width = static_cast<int>(size_bytes(type));

  json::object sample_bytes = bytes_codec();
  if (width == 1) sample_bytes = {{"name", "bytes"}};
  const json::object blosc{{"name", "blosc"},
                           {"configuration",
                            {{"cname", BrickCodec::compressor},
                             {"clevel", BrickCodec::level},
                             {"shuffle", BrickCodec::shuffle(type)},
                             {"typesize", width},
                             {"blocksize", brick_bytes()}}}};
  const json::object sharding{
      {"name", "sharding_indexed"},
      {"configuration",
       {{"chunk_shape", extent(*this, brick, 1)},
        {"codecs", json::array{sample_bytes, blosc}},
        {"index_codecs", json::array{bytes_codec(), json::object{{"name", "crc32c"}}}},
        {"index_location", "end"}}}};
  json::array names{"z", "y", "x"};
  if (channels == 3) names.insert(names.begin(), "c");
  if (time_points > 1) names.insert(names.begin(), "t");
  return json::serialize(json::object{
      {"zarr_format", 3},
      {"node_type", "array"},
      {"shape", extent(*this, shape, time_points)},
      {"data_type", name_of(type)},
      {"chunk_grid",
       {{"name", "regular"}, {"configuration", {{"chunk_shape", extent(*this, shard, time_points)}}}}},
      {"chunk_key_encoding", {{"name", "default"}, {"configuration", {{"separator", "/"}}}}},
      {"fill_value", is_integer(type) ? json::value(0) : json::value(0.0)},
      {"codecs", json::array{sharding}},
      {"dimension_names", names},
      {"attributes", json::object{}},
  });
}

Result<ZarrArray> ZarrArray::parse(std::string_view metadata) {
  constexpr auto kUnlike = "a stored level's metadata are not as we write them";
  try {
    const json::value all = json::parse(json::string_view(metadata.data(), metadata.size()));
    const auto& shape = all.at("shape").as_array();
    const bool over_time = all.at("dimension_names").as_array().at(0).as_string() == "t";
    const auto& sharding = all.at("codecs").as_array().at(0).at("configuration");
    ZarrArray array;
    array.shape = last_three(all.at("shape"));
    array.brick = last_three(sharding.at("chunk_shape"));
    array.channels = shape.size() - 3 > (over_time ? 1u : 0u) ? 3 : 1;
    array.time_points = over_time ? shape.at(0).to_number<std::int64_t>() : 1;
    const auto type = voxel_type_named(std::string_view(all.at("data_type").as_string()));
    const auto is_positive = [](const Shape& s) { return s.z > 0 && s.y > 0 && s.x > 0; };
    if (!type || !is_positive(array.shape) || !is_positive(array.brick) || array.time_points < 1)
      return fail(ErrorCode::internal, kUnlike);
    array.type = *type;
    return array;
  } catch (const std::exception&) {
    return fail(ErrorCode::internal, kUnlike);
  }
}

}  // namespace scanetrix
