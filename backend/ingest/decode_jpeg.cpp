// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_jpeg.h"

#include <cstdio>
// After cstdio, which libjpeg forgets.
#include <jpeglib.h>
// After jpeglib.h, which decides what codes there are.
#include <jerror.h>

#include <cassert>
#include <csetjmp>
#include <cstring>
#include <vector>

#include "ingest/jpeg_frame.h"
#include "ingest/limits.h"
#include "ingest/turn_upright.h"

namespace scanetrix {
namespace {

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}
auto refuse(std::string message) {
  return fail(ErrorCode::unsupported, "unsupported_pixel_format", std::move(message));
}

/// libjpeg's state. It leaves by longjmp; so the functions that call it keep nothing with a destructor on
/// their frames.
struct Reader {
  explicit Reader(ByteView bytes) : file(bytes) {
    jpeg.err = jpeg_std_error(&errors);
    errors.error_exit = on_error;
    errors.emit_message = on_message;
    jpeg.client_data = this;
  }
  ~Reader() { jpeg_destroy_decompress(&jpeg); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  [[noreturn]] static void on_error(j_common_ptr common) {
    auto* self = static_cast<Reader*>(common->client_data);
    common->err->format_message(common, self->message);
    std::longjmp(self->escape, 1);
  }
  /// Warnings that mean lost pixels end the reading; others (a stray byte between segments) do not.
  static void on_message(j_common_ptr common, int level) {
    if (level >= 0) return;
    const int code = common->err->msg_code;
    if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE ||
        code == JWRN_MUST_RESYNC || code == JWRN_ARITH_BAD_CODE)
      on_error(common);
  }

  ByteView file;
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  std::jmp_buf escape{};
  std::vector<unsigned char> inks;  ///< A row of CMYK.
  char message[JMSG_LENGTH_MAX]{};
};

bool read_head(Reader& reader) {
  if (setjmp(reader.escape) != 0) return false;  // NOLINT(cert-err52-cpp): libjpeg's own way.
  jpeg_create_decompress(&reader.jpeg);
  reader.jpeg.mem->max_memory_to_use = 512L << 20;
  jpeg_save_markers(&reader.jpeg, JPEG_APP0 + 1, 0xffff);
  jpeg_mem_src(&reader.jpeg, reinterpret_cast<const unsigned char*>(reader.file.data()),
               static_cast<unsigned long>(reader.file.size()));
  return jpeg_read_header(&reader.jpeg, TRUE) == JPEG_HEADER_OK;
}

/// Cyan, magenta, yellow and black as red, green and blue. Whoever writes Adobe's marker writes how much of
/// an ink is missing.
void mix_inks(std::span<const unsigned char> inks, bool is_missing, std::byte* rgb) {
  for (std::size_t i = 0; i < inks.size() / 4; ++i)
    for (std::size_t c = 0; c < 3; ++c) {
      const int ink = is_missing ? inks[4 * i + c] : 255 - inks[4 * i + c];
      const int black = is_missing ? inks[4 * i + 3] : 255 - inks[4 * i + 3];
      rgb[3 * i + c] = static_cast<std::byte>((ink * black + 127) / 255);
    }
}

/// Rows of the picture as it is stored, not turned.
bool read_rows(Reader& reader, int channels, std::byte* out) {
  if (setjmp(reader.escape) != 0) return false;  // NOLINT(cert-err52-cpp)
  const bool has_inks = reader.jpeg.num_components == 4;
  reader.jpeg.out_color_space = has_inks ? JCS_CMYK : channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  reader.jpeg.dct_method = JDCT_ISLOW;
  jpeg_start_decompress(&reader.jpeg);
  const std::size_t row_bytes =
      static_cast<std::size_t>(reader.jpeg.output_width) * static_cast<std::size_t>(channels);
  while (reader.jpeg.output_scanline < reader.jpeg.output_height) {
    std::byte* place = out + reader.jpeg.output_scanline * row_bytes;
    auto* row = has_inks ? reader.inks.data() : reinterpret_cast<JSAMPROW>(place);
    jpeg_read_scanlines(&reader.jpeg, &row, 1);
    if (has_inks) mix_inks(reader.inks, reader.jpeg.saw_Adobe_marker != 0, place);
  }
  jpeg_finish_decompress(&reader.jpeg);
  return true;
}

/// Orientation (tag 0x0112) of the first directory of an EXIF segment (TIFF 6.0, section 2); 1 when there is
/// none.
int exif_orientation(ByteView segment) {
  if (segment.size() < 14 || as_text(segment.first(6)) != std::string_view("Exif\0\0", 6)) return 1;
  const ByteView tiff = segment.subspan(6);
  const bool big = as_text(tiff.first(2)) == "MM";
  if (!big && as_text(tiff.first(2)) != "II") return 1;
  const auto word = [&](std::size_t at) {
    const auto value = load<std::uint16_t>(tiff, at);
    return big ? byte_swapped(value) : value;
  };
  const auto raw = load<std::uint32_t>(tiff, 4);
  const std::size_t directory = big ? byte_swapped(raw) : raw;
  if (directory > tiff.size() - 2) return 1;
  const std::size_t count = word(directory);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if (entry + 12 > tiff.size()) return 1;
    if (word(entry) != 0x0112) continue;
    const int value = word(entry + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

int orientation_of(const Reader& reader) {
  for (auto* marker = reader.jpeg.marker_list; marker != nullptr; marker = marker->next) {
    const int orientation = exif_orientation(std::as_bytes(std::span(marker->data, marker->data_length)));
    if (orientation != 1) return orientation;
  }
  return 1;
}

}  // namespace

bool sniff_jpeg(ByteView file) {
  return file.size() >= 3 && as_text(file.first(3)) == "\xff\xd8\xff";
}

Result<Picture> inspect_jpeg(ByteView file) {
  const auto frame = find_jpeg_frame(file);
  if (!frame) return damaged("The JPEG has no frame header.");
  if (frame->marker == 0xf7)
    return fail(ErrorCode::unsupported, "unsupported_format", "JPEG-LS files are not read yet.");
  if (frame->marker == 0xc3 || frame->marker == 0xc7 || frame->marker == 0xcb || frame->marker == 0xcf)
    return refuse("Lossless JPEG files are not read yet.");
  if (frame->bits != 8) return refuse(fmt::format("JPEG files of {} bits are not read yet.", frame->bits));
  if (frame->components != 1 && frame->components != 3 && frame->components != 4)
    return refuse(fmt::format("JPEG files of {} channels are not read.", frame->components));

  Reader reader(file);
  if (!read_head(reader)) return damaged(fmt::format("The JPEG cannot be read: {}.", reader.message));
  Picture picture;
  picture.orientation = orientation_of(reader);
  picture.width = reader.jpeg.image_width;
  picture.height = reader.jpeg.image_height;
  if (picture.orientation >= 5) std::swap(picture.width, picture.height);
  picture.format = "JPEG";
  picture.channels = frame->components == 1 ? 1 : 3;
  picture.lossy = true;
  TRY(check_unpacked_size(picture.bytes()));
  // A block of 64 pixels takes a bit at least in each of one or more scans.
  TRY(check_ratio(static_cast<std::uint64_t>(picture.width * picture.height), 64 * 8, file.size()));
  return picture;
}

Result<void> decode_jpeg(ByteView file, const Picture& picture, std::span<std::byte> samples) {
  assert(samples.size() == picture.bytes());
  Reader reader(file);
  if (!read_head(reader)) return damaged(fmt::format("The JPEG cannot be read: {}.", reader.message));
  const std::size_t width = reader.jpeg.image_width;
  const std::size_t height = reader.jpeg.image_height;
  const auto channels = static_cast<std::size_t>(picture.channels);
  if (width * height * channels != samples.size())
    return damaged("The JPEG cannot be read: its size changed.");
  if (reader.jpeg.num_components == 4) reader.inks.resize(4 * width);
  if (picture.orientation == 1) {
    if (!read_rows(reader, picture.channels, samples.data()))
      return damaged(fmt::format("The JPEG cannot be read: {}.", reader.message));
    return {};
  }
  Bytes stored(samples.size());
  if (!read_rows(reader, picture.channels, stored.data()))
    return damaged(fmt::format("The JPEG cannot be read: {}.", reader.message));
  turn_upright(stored, width, height, channels, picture.orientation, samples);
  return {};
}

}  // namespace scanetrix
