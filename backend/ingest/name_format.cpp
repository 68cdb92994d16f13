// SPDX-License-Identifier: Apache-2.0
#include "ingest/name_format.h"

#include <algorithm>
#include <array>

#include "ingest/inflate.h"

namespace scanetrix {
namespace {

struct Magic {
  std::size_t offset;
  std::string_view bytes;
  std::string_view name;
};

using namespace std::string_view_literals;

/// Pictures and volumes that are not read.
constexpr std::array kPictures{
    Magic{0, "II*\0"sv, "TIFF"},
    Magic{0, "MM\0*"sv, "TIFF"},
    Magic{0, "II+\0"sv, "BigTIFF"},
    Magic{0, "MM\0+"sv, "BigTIFF"},
    Magic{0, "GIF8"sv, "GIF"},
    Magic{0, "BM"sv, "BMP"},
    Magic{8, "WEBP"sv, "WebP"},
    Magic{4, "ftypavif"sv, "AVIF"},
    Magic{4, "ftypheic"sv, "HEIC"},
    Magic{0, "\0\0\0\x0cjP  \r\n\x87\n"sv, "JPEG 2000"},
    Magic{0, "\xff\x4f\xff\x51"sv, "JPEG 2000"},
    Magic{0, "8BPS"sv, "Photoshop"},
    Magic{0, "\x89HDF\r\n\x1a\n"sv, "HDF5 (as MINC 2 uses it)"},
    Magic{0, "CDF\x01"sv, "NetCDF (as MINC 1 uses it)"},
    Magic{0, "Interfile"sv, "Interfile"},
    Magic{0, "MATRIX7"sv, "ECAT"},
};

/// What is no picture at all.
constexpr std::array kOthers{
    Magic{0, "%PDF"sv, "A PDF document, not a picture."},
    Magic{0, "PK\x03\x04"sv, "A zip archive inside the upload."},
    Magic{0, "\x1f\x8b"sv, "A gzip file that holds no NIfTI volume."},
    Magic{257, "ustar"sv, "A tar archive."},
    Magic{0, "7z\xbc\xaf"sv, "A 7-Zip archive."},
    Magic{0, "Rar!"sv, "A RAR archive."},
    Magic{0, "{\\rtf"sv, "A document, not a picture."},
    Magic{0, "\xd0\xcf\x11\xe0"sv, "An Office document or a thumbnail cache, not a picture."},
    Magic{0,
          "\x7f"
          "ELF"sv,
          "A program, not a picture."},
    Magic{0, "MZ"sv, "A program, not a picture."},
    Magic{0, "SQLite format 3"sv, "A database, not a picture."},
    Magic{0, "\0\0\0\1Bud1"sv, "A folder's settings (.DS_Store), not a picture."},
};

bool fits(ByteView file, const Magic& magic) {
  return file.size() >= magic.offset + magic.bytes.size() &&
         as_text(file.subspan(magic.offset, magic.bytes.size())) == magic.bytes;
}

bool is_text(ByteView file) {
  const ByteView start = file.first(std::min<std::size_t>(file.size(), 512));
  return std::all_of(start.begin(), start.end(), [](std::byte b) {
    const int c = std::to_integer<int>(b);
    return c >= 0x20 || c == '\n' || c == '\r' || c == '\t';
  });
}

Error not_read_yet(std::string_view name) {
  return {ErrorCode::unsupported, fmt::format("{} files are not read yet.", name), "unsupported_format"};
}

}  // namespace

Error name_format(ByteView file) {
  for (const Magic& magic : kPictures)
    if (fits(file, magic)) return not_read_yet(magic.name);
  if (is_gzip(file)) {
    const Bytes inside = inflate_start(file, DeflateKind::gzip, 512);
    for (const Magic& magic : kPictures)
      if (fits(inside, magic)) return not_read_yet(fmt::format("{} in gzip", magic.name));
    if (fits(inside, {128, "DICM", ""})) return not_read_yet("DICOM in gzip");
  }
  for (const Magic& magic : kOthers)
    if (fits(file, magic)) return {ErrorCode::bad_input, std::string(magic.name), "not_an_image"};
  if (is_text(file)) return {ErrorCode::bad_input, "A text, not a picture.", "not_an_image"};
  return {ErrorCode::bad_input, "Not a kind of file that is known here.", "not_an_image"};
}

}  // namespace scanetrix
