// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_metaimage.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "ingest/plain_text.h"
#include "ingest/text_numbers.h"

namespace scanetrix {
namespace {

struct TypeName {
  std::string_view name;
  SampleKind kind;
};

/// MetaIO's names, without "MET_" and "_ARRAY". A long has four bytes there.
constexpr std::array kTypes{
    TypeName{"CHAR", SampleKind::int8},         TypeName{"ASCII_CHAR", SampleKind::int8},
    TypeName{"UCHAR", SampleKind::uint8},       TypeName{"SHORT", SampleKind::int16},
    TypeName{"USHORT", SampleKind::uint16},     TypeName{"INT", SampleKind::int32},
    TypeName{"UINT", SampleKind::uint32},       TypeName{"LONG", SampleKind::int32},
    TypeName{"ULONG", SampleKind::uint32},      TypeName{"LONG_LONG", SampleKind::int64},
    TypeName{"ULONG_LONG", SampleKind::uint64}, TypeName{"FLOAT", SampleKind::float32},
    TypeName{"DOUBLE", SampleKind::float64},
};

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

auto unsupported(std::string message) {
  return fail(ErrorCode::unsupported, "unsupported_pixel_format", std::move(message));
}

/// A header as text.
struct MetaFields {
  std::map<std::string, std::string, std::less<>> values;
  std::vector<std::string> listed_files;  ///< Lines behind "ElementDataFile = LIST".
  std::size_t end = 0;                    ///< The first byte behind the line of ElementDataFile.

  [[nodiscard]] std::string_view get(std::string_view name) const {
    const auto found = values.find(name);
    return found == values.end() ? std::string_view{} : found->second;
  }
  /// The first of several names for one thing that is there.
  [[nodiscard]] std::string_view any_of(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names)
      if (const auto value = get(name); !value.empty()) return value;
    return {};
  }
  [[nodiscard]] bool is_true(std::string_view name) const {
    const std::string_view value = get(name);
    return !value.empty() && (value[0] == 'T' || value[0] == 't' || value[0] == '1');
  }
};

Result<MetaFields> read_fields(ByteView file) {
  constexpr std::size_t kLongest = 8 << 20;
  const std::string_view text = as_text(file.first(std::min(file.size(), kLongest)));
  MetaFields fields;
  bool done = false;
  while (fields.end < text.size()) {
    const std::size_t end = std::min(text.find('\n', fields.end), text.size());
    const std::string_view line = text.substr(fields.end, end - fields.end);
    if (done) {
      if (const std::string name = trimmed(line); !name.empty()) fields.listed_files.push_back(name);
      fields.end = std::min(end + 1, text.size());
      continue;
    }
    fields.end = std::min(end + 1, text.size());
    if (trimmed(line).empty()) continue;
    const std::size_t equals = line.find_first_of("=:");
    if (equals == std::string_view::npos)
      return damaged("A line of the MetaImage header is no “Key = Value”.");
    const std::string key = trimmed(line.substr(0, equals));
    fields.values[key] = trimmed(line.substr(equals + 1));
    if (key != "ElementDataFile") continue;
    if (!fields.values[key].starts_with("LIST")) return fields;
    done = true;
  }
  if (!done) return damaged("The MetaImage header has no ElementDataFile.");
  return fields;
}

/// As many numbers as asked for, or none where the field is not there.
Result<std::vector<double>> numbers(std::string_view name, std::string_view value, std::size_t count) {
  std::vector<double> result;
  for (const std::string_view word : words_of(value)) {
    const auto number = real_number(word);
    if (!number || !std::isfinite(*number) || std::abs(*number) > 1e15)
      return damaged(fmt::format("{} of the MetaImage is no row of numbers.", name));
    result.push_back(*number);
  }
  if (!result.empty() && result.size() < count)
    return damaged(
        fmt::format("{} of the MetaImage has {} numbers; {} were expected.", name, result.size(), count));
  return result;
}

Result<SampleKind> read_type(const MetaFields& fields) {
  std::string_view name = fields.get("ElementType");
  if (name.starts_with("MET_")) name.remove_prefix(4);
  if (name.ends_with("_ARRAY")) name.remove_suffix(6);
  for (const TypeName& type : kTypes)
    if (type.name == name) return type.kind;
  return unsupported("The MetaImage's elements are not of a type of numbers.");
}

/// Shape, steps and what channels mean.
Result<void> lay_out(const MetaFields& fields, std::size_t dimensions, VolumeHeader& header) {
  std::array<std::int64_t, 7> size{1, 1, 1, 1, 1, 1, 1};
  const auto words = words_of(fields.get("DimSize"));
  if (words.size() < dimensions) return damaged("DimSize of the MetaImage has too few numbers.");
  for (std::size_t axis = 0; axis < dimensions; ++axis) {
    size[axis] = whole_number(words[axis]).value_or(0);
    if (size[axis] < 1)
      return damaged(fmt::format("DimSize of the MetaImage is no size on axis {}.", axis + 1));
  }
  const std::string_view given = fields.get("ElementNumberOfChannels");
  const std::int64_t channels = given.empty() ? 1 : whole_number(given).value_or(0);
  if (channels < 1) return damaged("ElementNumberOfChannels of the MetaImage is no number of channels.");
  const bool colour = header.element.kind == SampleKind::uint8 && (channels == 3 || channels == 4);
  const bool whole_numbers =
      header.element.kind != SampleKind::float32 && header.element.kind != SampleKind::float64;
  if (!whole_numbers && (channels == 2 || channels == 3))
    return unsupported("The voxels are vectors, as of a displacement field, not values that make a picture.");
  if (colour) header.element.meaning = channels == 3 ? SampleMeaning::rgb : SampleMeaning::rgba;

  header.geometry.shape = {size[2], size[1], size[0]};
  StoredSteps& steps = header.steps;
  if (!colour && channels > 1) steps.times.push_back({channels, 1});
  for (std::size_t axis = 3; axis < dimensions; ++axis)
    if (size[axis] > 1) steps.times.push_back({size[axis], 0});
  TRY(check_volume_header(header));  // So that the products below fit.
  steps.i = channels;
  steps.j = steps.i * size[0];
  steps.k = steps.j * size[1];
  std::int64_t step = steps.k * size[2];
  for (TimeAxis& axis : steps.times) {
    if (axis.step == 1) continue;  // The channels.
    axis.step = step;
    step *= axis.size;
  }
  if (!steps.times.empty()) header.time_axis = !colour && channels > 1 ? "component" : "volume";
  return {};
}

Result<void> place(const MetaFields& fields, std::size_t dimensions, VolumeHeader& header) {
  const auto spacing =
      TRY(numbers("ElementSpacing", fields.any_of({"ElementSpacing", "ElementSize"}), dimensions));
  const auto matrix =
      TRY(numbers("TransformMatrix", fields.any_of({"TransformMatrix", "Rotation", "Orientation"}),
                  dimensions * dimensions));
  const auto offset = TRY(numbers("Offset", fields.any_of({"Offset", "Origin", "Position"}), dimensions));
  Geometry& geometry = header.geometry;
  const std::array<std::int64_t, 3> counts{geometry.shape.x, geometry.shape.y, geometry.shape.z};
  std::array<Vec3, 3> steps;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    double size = axis < std::min(dimensions, spacing.size()) ? spacing[axis] : 0;
    if (size == 0) {
      if (counts[axis] > 1) geometry.calibrated = false;
      size = 1;
    }
    const auto part = [&](std::size_t row) {
      if (axis >= dimensions || row >= dimensions || matrix.empty()) return axis == row ? 1.0 : 0.0;
      return matrix[axis * dimensions + row];
    };
    steps[axis] = Vec3{part(0), part(1), part(2)} * size;
  }
  const auto at = [&](std::size_t row) {
    return row < std::min(dimensions, offset.size()) ? offset[row] : 0;
  };
  geometry.ijk_to_lps = {steps[0], steps[1], steps[2], {at(0), at(1), at(2)}};
  if (!is_usable(geometry.ijk_to_lps))
    return damaged("TransformMatrix and ElementSpacing of the MetaImage do not span a space.");
  warn_of_shear(geometry.ijk_to_lps, header.warnings);
  if (matrix.empty())
    header.warnings.push_back(
        {"orientation_unknown",
         "The file does not say how the volume lies in the body. Its axes are taken as left, back and up."});
  if (!geometry.calibrated)
    header.warnings.push_back(
        {"uncalibrated", "The file does not say how large a voxel is. Sizes are shown in voxels."});
  return {};
}

/// "LOCAL", one name, "LIST" or "pattern min max step".
Result<void> find_data(const MetaFields& fields, VolumeHeader& header) {
  DataPlace& data = header.data;
  const std::string_view given = fields.get("ElementDataFile");
  const auto words = words_of(given);
  if (words.empty()) return damaged("ElementDataFile of the MetaImage is empty.");
  if (given == "LOCAL" || given == "Local" || given == "local") {
    data.skip_bytes = fields.end;
    return {};
  }
  data.where = DataPlace::Where::named_files;
  if (words.front() == "LIST") {
    data.names = fields.listed_files;
  } else if (words.size() >= 3 && words.front().find('%') != std::string_view::npos) {
    const auto min = whole_number(words[1]);
    const auto max = whole_number(words[2]);
    const auto step = words.size() > 3 ? whole_number(words[3]) : std::optional<std::int64_t>(1);
    if (!min || !max || !step)
      return damaged("ElementDataFile of the MetaImage counts by what is no number.");
    data.names = TRY(names_from_pattern(words.front(), *min, *max, *step));
  } else {
    data.names = {std::string(given)};
  }
  if (data.names.empty() || data.names.size() > kMostDataFiles)
    return damaged(fmt::format("The MetaImage lists {} data files.", data.names.size()));
  for (std::string& name : data.names) name = std::string(without_folders(name));
  return {};
}

Result<void> read_packing(const MetaFields& fields, VolumeHeader& header) {
  DataPlace& data = header.data;
  const std::string_view binary = fields.get("BinaryData");
  if (fields.is_true("CompressedData")) {
    data.encoding = DataEncoding::deflate;
  } else if (!binary.empty() && !fields.is_true("BinaryData")) {
    data.encoding = DataEncoding::text;
    header.element.swapped = false;
  }
  const std::string_view skipped = fields.get("HeaderSize");
  if (skipped.empty()) return {};
  const auto bytes = whole_number(skipped);
  if (!bytes || *bytes < -1) return damaged("HeaderSize of the MetaImage is no number of bytes.");
  if (*bytes == 0) return {};
  if (*bytes > 0)
    data.skip_bytes = static_cast<std::uint64_t>(*bytes);
  else if (data.encoding == DataEncoding::raw)
    data.skip_at_end = 0;
  else
    return damaged("HeaderSize of the MetaImage is -1 with packed data.");
  return {};
}

}  // namespace

bool sniff_metaimage(ByteView file) {
  const std::string_view start = as_text(file.first(std::min<std::size_t>(file.size(), 64 << 10)));
  std::size_t first = start.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  const std::string_view text = start.substr(first);
  const auto begins = [&](std::string_view key) {
    if (!text.starts_with(key)) return false;
    const std::size_t next = text.find_first_not_of(" \t", key.size());
    return next != std::string_view::npos && text[next] == '=';
  };
  return begins("ObjectType") || begins("NDims");
}

Result<VolumeHeader> inspect_metaimage(ByteView file) {
  const MetaFields fields = TRY(read_fields(file));
  if (const std::string_view object = fields.get("ObjectType"); !object.empty() && object != "Image")
    return fail(ErrorCode::unsupported, "unsupported_format",
                "A MetaIO file of another kind than an image (a scene, a tube, a mesh).");
  const auto given = whole_number(fields.get("NDims"));
  if (!given || *given < 1 || *given > 7) return damaged("NDims of the MetaImage is not from 1 to 7.");
  const auto dimensions = static_cast<std::size_t>(*given);
  VolumeHeader header;
  header.element.kind = TRY(read_type(fields));
  header.element.swapped = fields.is_true("BinaryDataByteOrderMSB") || fields.is_true("ElementByteOrderMSB");
  TRY(lay_out(fields, dimensions, header));
  TRY(find_data(fields, header));
  TRY(read_packing(fields, header));
  TRY(place(fields, dimensions, header));
  const auto slope =
      TRY(numbers("ElementToIntensityFunctionSlope", fields.get("ElementToIntensityFunctionSlope"), 1));
  const auto intercept =
      TRY(numbers("ElementToIntensityFunctionOffset", fields.get("ElementToIntensityFunctionOffset"), 1));
  if (header.element.meaning == SampleMeaning::value) {
    if (!slope.empty() && slope[0] != 0) header.slope = slope[0];
    if (!intercept.empty()) header.intercept = intercept[0];
  }
  return header;
}

}  // namespace scanetrix
