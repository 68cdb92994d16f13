// SPDX-License-Identifier: Apache-2.0
#include "infer/weights_file.h"

#include <boost/json.hpp>
#include <cstring>

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr std::uint64_t kSizeLimit = std::uint64_t{64} << 20;
constexpr std::int64_t kLongestAxis = 1 << 20;

auto not_ours(std::string why) {
  return fail(ErrorCode::bad_input, "bad_weights", "The weights cannot be read: " + why + ".");
}

Result<WeightArray> read_array(const std::string& name, const json::value& entry, ByteView data) {
  if (entry.at("dtype").as_string() != "F32") return not_ours("\"" + name + "\" is not float32");
  WeightArray array;
  std::int64_t count = 1;
  for (const json::value& axis : entry.at("shape").as_array()) {
    const auto length = axis.to_number<std::int64_t>();
    if (length < 1 || length > kLongestAxis || count > kLongestAxis * 64 / length)
      return not_ours("\"" + name + "\" has an impossible shape");
    count *= length;
    array.shape.push_back(length);
  }
  const auto begin = entry.at("data_offsets").at(0).to_number<std::uint64_t>();
  const auto end = entry.at("data_offsets").at(1).to_number<std::uint64_t>();
  if (end > data.size() || begin > end || end - begin != static_cast<std::uint64_t>(count) * sizeof(float))
    return not_ours("\"" + name + "\" does not lie where the header says");
  array.values.resize(static_cast<std::size_t>(count));
  std::memcpy(array.values.data(), data.data() + begin, end - begin);
  return array;
}

Result<WeightsFile> parse(ByteView bytes) {
  if (bytes.size() < 8) return not_ours("it is too short");
  const auto length = load<std::uint64_t>(bytes, 0);
  if (length > bytes.size() - 8) return not_ours("its header is longer than the file");
  const json::value header = json::parse(as_text(bytes.subspan(8, length)));
  WeightsFile file;
  for (const auto& [key, entry] : header.as_object()) {
    if (key == "__metadata__") {
      for (const auto& [name, text] : entry.as_object())
        file.metadata[std::string(name)] = json::value_to<std::string>(text);
    } else {
      const std::string name(key);
      file.arrays[name] = TRY(read_array(name, entry, bytes.subspan(8 + length)));
    }
  }
  return file;
}

}  // namespace

Result<WeightsFile> read_weights(const fs::path& path) {
  const Bytes bytes = TRY(read_file(path, kSizeLimit));
  try {
    return parse(bytes);
  } catch (const std::exception&) {  // Boost.JSON's.
    return not_ours("its header is not as safetensors has it");
  }
}

Result<void> write_weights(const fs::path& path, const WeightsFile& file) {
  json::object header;
  json::object metadata;
  for (const auto& [name, text] : file.metadata) metadata[name] = text;
  header["__metadata__"] = std::move(metadata);
  Bytes data;
  for (const auto& [name, array] : file.arrays) {
    const ByteView values = std::as_bytes(std::span(array.values));
    header[name] = {{"dtype", "F32"},
                    {"shape", json::array(array.shape.begin(), array.shape.end())},
                    {"data_offsets", json::array{data.size(), data.size() + values.size()}}};
    data.insert(data.end(), values.begin(), values.end());
  }
  std::string text = json::serialize(header);
  text.resize((text.size() + 7) / 8 * 8, ' ');  // The arrays begin at a multiple of 8.
  Bytes bytes;
  append(bytes, std::uint64_t{text.size()});
  const ByteView text_bytes = as_bytes(text);
  bytes.insert(bytes.end(), text_bytes.begin(), text_bytes.end());
  bytes.insert(bytes.end(), data.begin(), data.end());
  return write_durably(path, bytes);
}

}  // namespace scanetrix
