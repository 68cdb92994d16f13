// SPDX-License-Identifier: Apache-2.0
#include "ingest/tiff_pixels.h"

#include <algorithm>
#include <cstring>

namespace scanetrix {
namespace {

constexpr std::uint64_t kHeaderBytes = 8;
/// A tile may be larger than the picture, but not by more than this.
constexpr std::uint64_t kLargestSpareTile = 16u << 20;

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

/// Whether libtiff only warns where pixels are lost.
bool warns_of_loss(std::uint16_t compression) {
  return compression == COMPRESSION_JPEG || compression == COMPRESSION_CCITTRLE ||
         compression == COMPRESSION_CCITTRLEW || compression == COMPRESSION_CCITTFAX3 ||
         compression == COMPRESSION_CCITTFAX4;
}

/// A rectangle of the picture that is packed on its own.
struct Chunk {
  std::uint32_t x;
  std::uint32_t y;
  std::uint32_t width;  ///< As stored; may reach beyond the picture.
  std::uint32_t height;
  int channels;  ///< Samples a pixel in it.
  int first_channel;
};

/// Copies the chunk's pixels into the picture, and says whether one is not opaque.
class Unpacker {
 public:
  Unpacker(const TiffLayout& layout, std::span<std::byte> out) : layout_(layout), out_(out) {}

  void take(const Chunk& chunk, ByteView bytes) {
    const std::size_t row_bytes =
        (std::size_t{chunk.width} * static_cast<std::size_t>(chunk.channels * layout_.bits) + 7) / 8;
    const std::uint32_t rows = std::min(chunk.height, layout_.height - chunk.y);
    const std::uint32_t columns = std::min(chunk.width, layout_.width - chunk.x);
    for (std::uint32_t row = 0; row < rows; ++row) {
      if ((row + 1) * row_bytes > bytes.size()) return;
      const ByteView line = bytes.subspan(row * row_bytes, row_bytes);
      for (std::uint32_t column = 0; column < columns; ++column)
        for (int c = 0; c < chunk.channels; ++c)
          put(line,
              std::size_t{column} * static_cast<std::size_t>(chunk.channels) + static_cast<std::size_t>(c),
              std::size_t{chunk.y + row} * layout_.width + chunk.x + column, chunk.first_channel + c);
    }
  }
  [[nodiscard]] bool see_through() const { return see_through_; }

 private:
  void put(ByteView line, std::size_t sample, std::size_t pixel, int channel) {
    const int colors = layout_.is_palette() ? 1 : layout_.channels;
    const std::size_t size = size_bytes(layout_.type);
    if (layout_.bits % 8 != 0) {
      const unsigned value = few_bits(line, sample * static_cast<std::size_t>(layout_.bits));
      if (channel >= colors) {
        see_through_ |= value != (1u << layout_.bits) - 1;
      } else if (layout_.is_palette()) {
        put_color(pixel, value);
      } else if (layout_.bits < 8) {
        out_[pixel] = static_cast<std::byte>(value * 255 / ((1u << layout_.bits) - 1));
      } else {
        const auto wide = static_cast<std::uint16_t>(value);
        std::memcpy(out_.data() + pixel * 2, &wide, 2);
      }
      return;
    }
    const std::byte* from = line.data() + sample * size;
    if (channel >= colors)
      see_through_ |= !std::all_of(from, from + size, [](std::byte b) { return b == std::byte{0xff}; });
    else if (layout_.is_palette())
      put_color(pixel, std::to_integer<unsigned>(*from));
    else
      std::memcpy(
          out_.data() + (pixel * static_cast<std::size_t>(colors) + static_cast<std::size_t>(channel)) * size,
          from, size);
  }
  void put_color(std::size_t pixel, unsigned index) {
    const auto channels = static_cast<std::size_t>(layout_.channels);
    for (std::size_t c = 0; c < channels; ++c)
      out_[pixel * channels + c] = static_cast<std::byte>(layout_.palette[c][index]);
  }
  /// The high bit comes first (TIFF 6.0, section 1, FillOrder 1, which libtiff makes).
  [[nodiscard]] unsigned few_bits(ByteView line, std::size_t first_bit) const {
    unsigned value = 0;
    for (std::size_t bit = first_bit; bit < first_bit + static_cast<std::size_t>(layout_.bits); ++bit)
      value = value << 1 | (std::to_integer<unsigned>(line[bit / 8]) >> (7 - bit % 8) & 1u);
    return value;
  }

  const TiffLayout& layout_;
  std::span<std::byte> out_;
  bool see_through_ = false;
};

}  // namespace

Result<bool> read_tiff_pixels(const TiffFile& file, const TiffLayout& layout, std::span<std::byte> out) {
  TIFF* tiff = file.get();
  if (layout.photometric == PHOTOMETRIC_YCBCR) TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  const bool tiled = TIFFIsTiled(tiff) != 0;
  Chunk chunk{0, 0, layout.width, layout.height, layout.planar ? 1 : layout.stored_channels, 0};
  if (tiled) {
    chunk.width = file.field<std::uint32_t>(TIFFTAG_TILEWIDTH, 0);
    chunk.height = file.field<std::uint32_t>(TIFFTAG_TILELENGTH, 0);
  } else {
    chunk.height = std::min(file.field<std::uint32_t>(TIFFTAG_ROWSPERSTRIP, layout.height), layout.height);
  }
  const std::uint64_t chunk_bytes = tiled ? TIFFTileSize64(tiff) : TIFFStripSize64(tiff);
  if (chunk.width == 0 || chunk.height == 0 || chunk_bytes == 0 ||
      chunk_bytes > 4 * layout.bytes() + kLargestSpareTile)
    return damaged("The TIFF's tiles do not fit its picture.");
  Bytes bytes(chunk_bytes);
  Unpacker unpacker(layout, out);
  const int warnings = file.warnings();
  const int planes = layout.planar ? layout.stored_channels : 1;
  for (int plane = 0; plane < planes; ++plane)
    for (std::uint64_t y = 0; y < layout.height; y += chunk.height)
      for (std::uint64_t x = 0; x < layout.width; x += chunk.width) {
        chunk.x = static_cast<std::uint32_t>(x);
        chunk.y = static_cast<std::uint32_t>(y);
        chunk.first_channel = plane;
        const auto sample = static_cast<std::uint16_t>(plane);
        const auto size = static_cast<tmsize_t>(chunk_bytes);
        const std::uint32_t index = tiled ? TIFFComputeTile(tiff, chunk.x, chunk.y, 0, sample)
                                          : TIFFComputeStrip(tiff, chunk.y, sample);
        // libtiff takes what is missing in a table that is cut for 0, and reads the file's header as pixels.
        const std::uint64_t offset = TIFFGetStrileOffset(tiff, index);
        const std::uint64_t packed = TIFFGetStrileByteCount(tiff, index);
        if (offset < kHeaderBytes || packed == 0 || offset > file.size() || packed > file.size() - offset)
          return damaged("The TIFF cannot be read: a part of its pixels is missing.");
        const tmsize_t got = tiled ? TIFFReadEncodedTile(tiff, index, bytes.data(), size)
                                   : TIFFReadEncodedStrip(tiff, index, bytes.data(), size);
        const std::uint64_t rows =
            tiled ? chunk.height : std::min<std::uint64_t>(chunk.height, layout.height - y);
        const std::uint64_t needed = rows * (tiled ? TIFFTileRowSize64(tiff) : TIFFScanlineSize64(tiff));
        if (got < 0 || static_cast<std::uint64_t>(got) < needed) return tl::make_unexpected(file.error());
        if (warns_of_loss(layout.compression) && file.warnings() > warnings)
          return damaged("The TIFF cannot be read: its compressed pixels are damaged.");
        unpacker.take(chunk, ByteView(bytes).first(static_cast<std::size_t>(got)));
      }
  return unpacker.see_through();
}

}  // namespace scanetrix
