// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_nrrd.h"

#include <array>

#include "ingest/nrrd_axes.h"
#include "ingest/nrrd_fields.h"
#include "ingest/plain_text.h"
#include "ingest/text_numbers.h"

namespace scanetrix {
namespace {

struct TypeName {
  std::string_view name;
  SampleKind kind;
};

/// All the spellings of the format.
constexpr std::array kTypes{
    TypeName{"signed char", SampleKind::int8},
    TypeName{"int8", SampleKind::int8},
    TypeName{"int8_t", SampleKind::int8},
    TypeName{"uchar", SampleKind::uint8},
    TypeName{"unsigned char", SampleKind::uint8},
    TypeName{"uint8", SampleKind::uint8},
    TypeName{"uint8_t", SampleKind::uint8},
    TypeName{"short", SampleKind::int16},
    TypeName{"short int", SampleKind::int16},
    TypeName{"signed short", SampleKind::int16},
    TypeName{"signed short int", SampleKind::int16},
    TypeName{"int16", SampleKind::int16},
    TypeName{"int16_t", SampleKind::int16},
    TypeName{"ushort", SampleKind::uint16},
    TypeName{"unsigned short", SampleKind::uint16},
    TypeName{"unsigned short int", SampleKind::uint16},
    TypeName{"uint16", SampleKind::uint16},
    TypeName{"uint16_t", SampleKind::uint16},
    TypeName{"int", SampleKind::int32},
    TypeName{"signed int", SampleKind::int32},
    TypeName{"int32", SampleKind::int32},
    TypeName{"int32_t", SampleKind::int32},
    TypeName{"uint", SampleKind::uint32},
    TypeName{"unsigned int", SampleKind::uint32},
    TypeName{"uint32", SampleKind::uint32},
    TypeName{"uint32_t", SampleKind::uint32},
    TypeName{"longlong", SampleKind::int64},
    TypeName{"long long", SampleKind::int64},
    TypeName{"long long int", SampleKind::int64},
    TypeName{"signed long long", SampleKind::int64},
    TypeName{"signed long long int", SampleKind::int64},
    TypeName{"int64", SampleKind::int64},
    TypeName{"int64_t", SampleKind::int64},
    TypeName{"ulonglong", SampleKind::uint64},
    TypeName{"unsigned long long", SampleKind::uint64},
    TypeName{"unsigned long long int", SampleKind::uint64},
    TypeName{"uint64", SampleKind::uint64},
    TypeName{"uint64_t", SampleKind::uint64},
    TypeName{"float", SampleKind::float32},
    TypeName{"double", SampleKind::float64},
};

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

Result<SampleKind> read_type(const NrrdFields& fields) {
  const std::string name = lower(fields.get("type"));
  for (const TypeName& type : kTypes)
    if (type.name == name) return type.kind;
  if (name == "block")
    return fail(ErrorCode::unsupported, "unsupported_pixel_format",
                "NRRD blocks are not read: nothing says what they hold.");
  return damaged("The NRRD has no type that the format knows.");
}

Result<DataEncoding> read_encoding(const NrrdFields& fields) {
  const std::string name = lower(fields.get("encoding"));
  if (name == "raw") return DataEncoding::raw;
  if (name == "gz" || name == "gzip") return DataEncoding::deflate;
  if (name == "bz2" || name == "bzip2") return DataEncoding::bzip2;
  if (name == "txt" || name == "text" || name == "ascii") return DataEncoding::text;
  if (name == "hex") return DataEncoding::hex;
  return damaged("The NRRD has no encoding that the format knows.");
}

Result<void> read_byte_order(const NrrdFields& fields, DataEncoding encoding, VolumeHeader& header) {
  if (encoding == DataEncoding::text || size_bytes(header.element.kind) == 1) return {};
  const std::string order = lower(fields.get("endian"));
  header.element.swapped = order == "big";
  if (order != "big" && order != "little")
    header.warnings.push_back(
        {"byte_order_assumed",
         "The file does not say in which order its bytes stand. Little endian is taken."});
  return {};
}

/// "data file": one name, "LIST", or "pattern min max step"; the last two with how many axes a file has.
Result<void> read_file_names(const NrrdFields& fields, VolumeHeader& header) {
  DataPlace& place = header.data;
  const std::string_view given = fields.get("datafile");
  place.where = DataPlace::Where::named_files;
  const auto words = words_of(given);
  std::string_view axes_each;
  const auto is_number = [](std::string_view word) { return whole_number(word).has_value(); };
  if (!words.empty() && words.front() == "LIST") {
    place.names = fields.listed_files;
    if (words.size() > 1) axes_each = words[1];
  } else if ((words.size() == 4 || words.size() == 5) && words.front().find('%') != std::string_view::npos &&
             is_number(words[1]) && is_number(words[2]) && is_number(words[3])) {
    place.names = TRY(names_from_pattern(words[0], *whole_number(words[1]), *whole_number(words[2]),
                                         *whole_number(words[3])));
    if (words.size() == 5) axes_each = words[4];
  } else {
    place.names = {std::string(given)};
  }
  if (place.names.empty() || place.names.size() > kMostDataFiles)
    return damaged(fmt::format("The NRRD lists {} data files.", place.names.size()));
  for (std::string& name : place.names) name = std::string(without_folders(name));

  // All files are as long; how many axes one has says how many there must be, which their number tells
  // already.
  const std::int64_t dimension = whole_number(fields.get("dimension")).value_or(0);
  const auto axes = axes_each.empty() ? std::nullopt : whole_number(axes_each);
  if (!axes_each.empty() && (!axes || *axes < 1 || *axes > dimension))
    return damaged("The NRRD's data files have a number of axes that cannot be.");
  if (axes) {
    const auto sizes = words_of(fields.get("sizes"));
    std::uint64_t files = 1;
    for (auto axis = static_cast<std::size_t>(*axes); axis < sizes.size(); ++axis)
      if (!multiply_checked(files, static_cast<std::uint64_t>(whole_number(sizes[axis]).value_or(0)), files))
        files = 0;
    if (*axes < dimension && files != place.names.size())
      return damaged(
          fmt::format("The NRRD names {} data files where its axes ask for {}.", place.names.size(), files));
  }
  return {};
}

Result<void> read_place(const NrrdFields& fields, VolumeHeader& header) {
  DataPlace& place = header.data;
  place.encoding = TRY(read_encoding(fields));
  TRY(read_byte_order(fields, place.encoding, header));
  if (!fields.get("datafile").empty()) {
    TRY(read_file_names(fields, header));
  } else {
    if (!fields.has_end) return damaged("The NRRD ends inside its header.");
    place.skip_bytes = fields.end;
  }
  const std::string_view lines = fields.get("lineskip");
  const std::string_view bytes = fields.get("byteskip");
  const auto line_count = lines.empty() ? 0 : whole_number(lines);
  const auto byte_count = bytes.empty() ? 0 : whole_number(bytes);
  if (!line_count || !byte_count || *line_count < 0)
    return damaged("The NRRD leaves out a number of lines or bytes that is none.");
  place.skip_lines = static_cast<std::uint64_t>(*line_count);
  if (*byte_count >= 0) {
    place.skip_inside = static_cast<std::uint64_t>(*byte_count);
  } else if (place.encoding == DataEncoding::raw) {
    place.skip_at_end = static_cast<std::uint64_t>(-(*byte_count + 1));
  } else {
    return damaged("The NRRD counts bytes from the end of packed data.");
  }
  return {};
}

}  // namespace

bool sniff_nrrd(ByteView file) {
  const auto start = as_text(file.first(std::min<std::size_t>(file.size(), 9)));
  return start.size() == 9 && start.starts_with("NRRD") && (start[8] == '\n' || start[8] == '\r');
}

Result<VolumeHeader> inspect_nrrd(ByteView file) {
  const auto version = as_text(file.subspan(4, 4));
  if (version > "0005")
    return fail(ErrorCode::unsupported, "unsupported_format",
                "A later version of NRRD than is known here (up to 5 are).");
  const NrrdFields fields = TRY(read_nrrd_fields(file));
  VolumeHeader header;
  header.element.kind = TRY(read_type(fields));
  TRY(read_nrrd_axes(fields, header));
  TRY(read_place(fields, header));
  const std::string_view unit = fields.get("sampleunits");
  const auto words = nrrd_words(unit);
  if (words.size() == 1 && words.front() != "???") header.unit = one_line(words.front());
  return header;
}

}  // namespace scanetrix
