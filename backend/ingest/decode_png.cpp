// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_png.h"

#include <png.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <csetjmp>
#include <cstring>
#include <vector>

#include "ingest/limits.h"

namespace scanetrix {
namespace {

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

/// libpng's state and what its callbacks need. libpng leaves by longjmp; so the functions that call it keep
/// nothing that has a destructor on their own frames: all of it lives here, in the caller's frame.
struct Reader {
  explicit Reader(ByteView file) : rest(file) {
    png = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
    if (png != nullptr) info = png_create_info_struct(png);
    if (info == nullptr) return;
    png_set_read_fn(png, this, on_read);
    png_set_user_limits(png, 65535, 65535);
    png_set_chunk_malloc_max(png, 8u << 20);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, 0);
  }
  ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  [[noreturn]] static void on_error(png_structp png, png_const_charp text) {
    auto* self = static_cast<Reader*>(png_get_error_ptr(png));
    std::strncpy(self->message.data(), text, self->message.size() - 1);
    png_longjmp(png, 1);
  }
  static void on_warning(png_structp, png_const_charp) {}
  static void on_read(png_structp png, png_bytep out, std::size_t count) {
    auto* self = static_cast<Reader*>(png_get_io_ptr(png));
    if (count > self->rest.size()) png_error(png, "the file ends early");
    std::memcpy(out, self->rest.data(), count);
    self->rest = self->rest.subspan(count);
  }

  ByteView rest;
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::array<char, 96> message{};
};

struct Head {
  png_uint_32 width = 0;
  png_uint_32 height = 0;
  int bits = 0;
  int color_type = 0;
  bool transparent = false;
  bool gray_palette = false;
};

bool read_head(Reader& reader, Head& head) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) return false;  // NOLINT(cert-err52-cpp): libpng's own way.
  png_read_info(reader.png, reader.info);
  png_get_IHDR(reader.png, reader.info, &head.width, &head.height, &head.bits, &head.color_type, nullptr,
               nullptr, nullptr);
  head.transparent = (head.color_type & PNG_COLOR_MASK_ALPHA) != 0 ||
                     png_get_valid(reader.png, reader.info, PNG_INFO_tRNS) != 0;
  if (head.color_type == PNG_COLOR_TYPE_PALETTE) {
    png_colorp colors = nullptr;
    int count = 0;
    png_get_PLTE(reader.png, reader.info, &colors, &count);
    head.gray_palette = std::all_of(colors, colors + count,
                                    [](const png_color& c) { return c.red == c.green && c.green == c.blue; });
  }
  return true;
}

/// Decodes to 8 or 16 bits with alpha where the file has one. `rows` points at one row after another.
bool read_rows(Reader& reader, png_bytep* rows) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) return false;  // NOLINT(cert-err52-cpp)
  png_set_expand(reader.png);                             // Palette to RGB, small bits to 8, tRNS to alpha.
  png_set_swap(reader.png);                               // 16 bits: PNG has the high byte first.
  png_set_interlace_handling(reader.png);
  png_read_update_info(reader.png, reader.info);
  png_read_image(reader.png, rows);
  png_read_end(reader.png, nullptr);
  return true;
}

/// Drops alpha, and two of three equal channels of a gray palette. Returns whether anything was not opaque.
template <typename Sample>
bool pick_channels(ByteView from, int stored_channels, bool has_alpha, int channels,
                   std::span<std::byte> samples) {
  const std::size_t pixels = samples.size() / sizeof(Sample) / static_cast<std::size_t>(channels);
  bool see_through = false;
  for (std::size_t i = 0; i < pixels; ++i) {
    const std::byte* pixel = from.data() + i * static_cast<std::size_t>(stored_channels) * sizeof(Sample);
    std::memcpy(samples.data() + i * static_cast<std::size_t>(channels) * sizeof(Sample), pixel,
                static_cast<std::size_t>(channels) * sizeof(Sample));
    if (!has_alpha) continue;
    Sample alpha;
    std::memcpy(&alpha, pixel + static_cast<std::size_t>(stored_channels - 1) * sizeof(Sample),
                sizeof(Sample));
    see_through |= alpha != static_cast<Sample>(-1);
  }
  return see_through;
}

}  // namespace

bool sniff_png(ByteView file) {
  return file.size() >= 8 && as_text(file.first(8)) == "\x89PNG\r\n\x1a\n";
}

Result<Picture> inspect_png(ByteView file) {
  Reader reader(file);
  Head head;
  if (reader.info == nullptr) return fail(ErrorCode::unavailable, "No memory to read a picture.");
  if (!read_head(reader, head))
    return damaged(fmt::format("The PNG cannot be read: {}.", reader.message.data()));
  Picture picture;
  picture.width = head.width;
  picture.height = head.height;
  picture.format = "PNG";
  picture.type = head.bits == 16 ? VoxelType::uint16 : VoxelType::uint8;
  picture.channels = (head.color_type & PNG_COLOR_MASK_COLOR) == 0 || head.gray_palette ? 1 : 3;
  picture.has_alpha = head.transparent;
  TRY(check_unpacked_size(picture.bytes()));
  TRY(check_ratio(picture.bytes(), 1032 * 8,
                  file.size()));  // The most that deflate packs; a bit becomes a byte.
  return picture;
}

Result<bool> decode_png(ByteView file, const Picture& picture, std::span<std::byte> samples) {
  assert(samples.size() == picture.bytes());
  Reader reader(file);
  Head head;
  if (reader.info == nullptr) return fail(ErrorCode::unavailable, "No memory to read a picture.");
  if (!read_head(reader, head) || head.width != picture.width || head.height != picture.height)
    return damaged(fmt::format("The PNG cannot be read: {}.", reader.message.data()));

  const int colors = (head.color_type & PNG_COLOR_MASK_COLOR) != 0 ? 3 : 1;
  const int stored_channels = colors + (head.transparent ? 1 : 0);
  const std::size_t row_bytes = static_cast<std::size_t>(head.width) *
                                static_cast<std::size_t>(stored_channels) * size_bytes(picture.type);
  const bool as_stored = stored_channels == picture.channels;
  Bytes pixels(as_stored ? 0 : row_bytes * head.height);
  std::byte* first = as_stored ? samples.data() : pixels.data();
  std::vector<png_bytep> rows(head.height);
  for (std::size_t y = 0; y < rows.size(); ++y) rows[y] = reinterpret_cast<png_bytep>(first + y * row_bytes);
  if (!read_rows(reader, rows.data()))
    return damaged(fmt::format("The PNG cannot be read: {}.", reader.message.data()));
  if (as_stored) return false;
  return picture.type == VoxelType::uint16
             ? pick_channels<std::uint16_t>(pixels, stored_channels, head.transparent, picture.channels,
                                            samples)
             : pick_channels<std::uint8_t>(pixels, stored_channels, head.transparent, picture.channels,
                                           samples);
}

}  // namespace scanetrix
