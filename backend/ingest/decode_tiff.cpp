// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_tiff.h"

#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "ingest/imagej_description.h"
#include "ingest/limits.h"
#include "ingest/plain_text.h"
#include "ingest/turn_upright.h"

namespace scanetrix {
namespace {

constexpr std::size_t kMostPages = 65535;
constexpr std::uint64_t kHeaderBytes = 8;
/// libtiff's own tables and buffers.
constexpr tmsize_t kLargestAllocation = 256l << 20;
/// A tile may be larger than the picture, but not by more than this.
constexpr std::uint64_t kLargestSpareTile = 16u << 20;

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}
auto refuse(std::string message) {
  return fail(ErrorCode::unsupported, "unsupported_pixel_format", std::move(message));
}

/// An open TIFF in memory. libtiff reports through it, never to the console.
class TiffFile {
 public:
  explicit TiffFile(ByteView file) : file_(file) {
    TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
    if (options == nullptr) return;
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, kLargestAllocation);
    TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, this);
    TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, this);
    // c: strips as they are; D: their tables when they are needed.
    tiff_ = TIFFClientOpenExt("picture", "rcD", this, on_read, on_write, on_seek, on_close, on_size, on_map,
                              on_unmap, options);
    TIFFOpenOptionsFree(options);
  }
  ~TiffFile() {
    if (tiff_ != nullptr) TIFFClose(tiff_);
  }
  TiffFile(const TiffFile&) = delete;
  TiffFile& operator=(const TiffFile&) = delete;

  [[nodiscard]] TIFF* get() const { return tiff_; }
  [[nodiscard]] std::uint64_t size() const { return file_.size(); }
  [[nodiscard]] int warnings() const { return warnings_; }
  [[nodiscard]] Error error() const {
    return {
        ErrorCode::bad_input,
        fmt::format("The TIFF cannot be read: {}.", message_.empty() ? "it contradicts itself" : message_),
        "damaged"};
  }

  /// Of a tag that has one value, or its default.
  template <typename Value>
  [[nodiscard]] Value field(std::uint32_t tag, Value missing) const {
    Value value = missing;
    return TIFFGetFieldDefaulted(tiff_, tag, &value) == 1 ? value : missing;
  }

 private:
  static TiffFile& self(void* data) { return *static_cast<TiffFile*>(data); }
  static int on_error(TIFF*, void* data, const char*, const char* format, va_list values) {
    std::array<char, 160> text{};
    std::vsnprintf(text.data(), text.size(), format, values);
    if (self(data).message_.empty()) self(data).message_ = one_line(text.data());
    return 1;
  }
  static int on_warning(TIFF*, void* data, const char*, const char*, va_list) {
    ++self(data).warnings_;
    return 1;
  }
  static tmsize_t on_read(thandle_t data, void* out, tmsize_t count) {
    TiffFile& file = self(data);
    if (file.at_ >= file.file_.size() || count <= 0) return 0;
    const std::size_t got = std::min(static_cast<std::size_t>(count), file.file_.size() - file.at_);
    std::memcpy(out, file.file_.data() + file.at_, got);
    file.at_ += got;
    return static_cast<tmsize_t>(got);
  }
  static tmsize_t on_write(thandle_t, void*, tmsize_t) { return -1; }
  static toff_t on_seek(thandle_t data, toff_t offset, int whence) {
    TiffFile& file = self(data);
    const std::uint64_t base = whence == SEEK_CUR ? file.at_ : whence == SEEK_END ? file.file_.size() : 0;
    file.at_ = base + offset;
    return file.at_;
  }
  static int on_close(thandle_t) { return 0; }
  static toff_t on_size(thandle_t data) { return self(data).file_.size(); }
  static int on_map(thandle_t data, void** base, toff_t* size) {
    *base = const_cast<std::byte*>(self(data).file_.data());  // Only read.
    *size = self(data).file_.size();
    return 1;
  }
  static void on_unmap(thandle_t, void*, toff_t) {}

  ByteView file_;
  std::uint64_t at_ = 0;
  TIFF* tiff_ = nullptr;
  std::string message_;
  int warnings_ = 0;
};

/// How one page's samples are stored.
struct Layout {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int bits = 1;
  int stored_channels = 1;
  int channels = 1;
  VoxelType type = VoxelType::uint8;
  std::uint16_t photometric = 0;
  std::uint16_t compression = 0;
  bool planar = false;
  bool has_alpha = false;
  int orientation = 1;
  std::array<std::array<std::uint8_t, 256>, 3> palette{};

  [[nodiscard]] bool is_palette() const { return photometric == PHOTOMETRIC_PALETTE; }
  [[nodiscard]] std::uint64_t bytes() const {
    return std::uint64_t{width} * height * static_cast<std::uint64_t>(channels) * size_bytes(type);
  }
};

std::optional<VoxelType> sample_type(int bits, int format) {
  const bool is_signed = format == SAMPLEFORMAT_INT;
  if (format == SAMPLEFORMAT_IEEEFP)
    return bits == 32   ? std::optional(VoxelType::float32)
           : bits == 64 ? std::optional(VoxelType::float64)
                        : std::nullopt;
  if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID && !is_signed) return {};
  if (bits == 8) return is_signed ? VoxelType::int8 : VoxelType::uint8;
  if (bits == 16) return is_signed ? VoxelType::int16 : VoxelType::uint16;
  if (bits == 32) return is_signed ? VoxelType::int32 : VoxelType::uint32;
  if (is_signed) return {};
  if (bits == 1 || bits == 2 || bits == 4) return VoxelType::uint8;
  return bits > 8 && bits < 16 ? std::optional(VoxelType::uint16) : std::nullopt;
}

/// The most that a byte of the file can become.
std::uint64_t most_bytes_of_one(std::uint16_t compression) {
  switch (compression) {
    case COMPRESSION_NONE:
      return 8;  // A bit becomes a byte.
    case COMPRESSION_PACKBITS:
      return 8 * 128;
    default:
      return 1u << 20;  // A line of fax takes a bit.
  }
}

Result<void> read_palette(const TiffFile& file, Layout& layout) {
  std::array<std::uint16_t*, 3> colors{};
  if (layout.bits > 8 || layout.stored_channels != 1 || layout.type != VoxelType::uint8)
    return refuse("A TIFF with a palette of more than 256 colours is not read.");
  if (TIFFGetField(file.get(), TIFFTAG_COLORMAP, &colors[0], &colors[1], &colors[2]) != 1)
    return damaged("The TIFF's palette is missing.");
  const std::size_t count = std::size_t{1} << layout.bits;
  // Some writers give 8 bits where the standard wants 16.
  bool is_wide = false;
  for (const std::uint16_t* color : colors)
    is_wide |= std::any_of(color, color + count, [](std::uint16_t c) { return c > 255; });
  layout.channels = 1;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t c = 0; c < 3; ++c)
      layout.palette[c][i] = static_cast<std::uint8_t>(is_wide ? colors[c][i] >> 8 : colors[c][i]);
    if (layout.palette[0][i] != layout.palette[1][i] || layout.palette[0][i] != layout.palette[2][i])
      layout.channels = 3;
  }
  return {};
}

/// Of the page at which the file stands.
Result<Layout> read_layout(const TiffFile& file) {
  Layout layout;
  layout.width = file.field<std::uint32_t>(TIFFTAG_IMAGEWIDTH, 0);
  layout.height = file.field<std::uint32_t>(TIFFTAG_IMAGELENGTH, 0);
  layout.bits = file.field<std::uint16_t>(TIFFTAG_BITSPERSAMPLE, 1);
  layout.stored_channels = file.field<std::uint16_t>(TIFFTAG_SAMPLESPERPIXEL, 1);
  layout.compression = file.field<std::uint16_t>(TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  layout.planar =
      file.field<std::uint16_t>(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE;
  const int orientation = file.field<std::uint16_t>(TIFFTAG_ORIENTATION, 1);
  layout.orientation = orientation >= 1 && orientation <= 8 ? orientation : 1;
  if (layout.width == 0 || layout.height == 0 || layout.stored_channels == 0)
    return damaged("The TIFF's picture has no size.");
  if (TIFFGetField(file.get(), TIFFTAG_PHOTOMETRIC, &layout.photometric) != 1)
    layout.photometric = layout.stored_channels >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;

  if (layout.compression == COMPRESSION_OJPEG || TIFFIsCODECConfigured(layout.compression) == 0)
    return refuse(fmt::format("TIFF files with compression {} are not read.", layout.compression));
  const int format = file.field<std::uint16_t>(TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
  const auto type = sample_type(layout.bits, format);
  if (!type)
    return refuse(
        fmt::format("TIFF files of {} bits a sample in sample format {} are not read.", layout.bits, format));
  layout.type = *type;

  std::uint16_t extra_count = 0;
  std::uint16_t* extras = nullptr;
  TIFFGetFieldDefaulted(file.get(), TIFFTAG_EXTRASAMPLES, &extra_count, &extras);
  const bool says_alpha = std::any_of(extras, extras + extra_count, [](std::uint16_t extra) {
    return extra == EXTRASAMPLE_ASSOCALPHA || extra == EXTRASAMPLE_UNASSALPHA;
  });
  switch (layout.photometric) {
    case PHOTOMETRIC_MINISBLACK:
    case PHOTOMETRIC_MINISWHITE:
      layout.channels = 1;
      break;
    case PHOTOMETRIC_PALETTE:
      TRY(read_palette(file, layout));
      break;
    case PHOTOMETRIC_YCBCR:
      if (layout.compression != COMPRESSION_JPEG || layout.planar)
        return refuse("TIFF files in YCbCr without JPEG are not read.");
      [[fallthrough]];
    case PHOTOMETRIC_RGB:
      layout.channels = 3;
      if ((layout.type != VoxelType::uint8 || layout.bits != 8) &&
          (layout.type != VoxelType::uint16 || layout.bits != 16))
        return refuse(fmt::format("Colour TIFF files of {} bits a channel in sample format {} are not read.",
                                  layout.bits, format));
      break;
    default:
      return refuse(
          fmt::format("TIFF files with photometric interpretation {} are not read.", layout.photometric));
  }
  const int colors = layout.is_palette() ? 1 : layout.channels;
  layout.has_alpha = layout.stored_channels == colors + 1 && (says_alpha || colors == 3);
  if (layout.stored_channels != colors + (layout.has_alpha ? 1 : 0))
    return refuse(fmt::format("TIFF files of {} channels are not read.", layout.stored_channels));
  TRY(check_unpacked_size(layout.bytes()));
  return layout;
}

Result<void> check_same(const Picture& picture, const Layout& layout, std::size_t page) {
  const bool turned = layout.orientation >= 5;
  const std::int64_t width = turned ? layout.height : layout.width;
  const std::int64_t height = turned ? layout.width : layout.height;
  if (width == picture.width && height == picture.height && layout.type == picture.type &&
      layout.channels == picture.channels && layout.orientation == picture.orientation &&
      (layout.photometric == PHOTOMETRIC_MINISWHITE) == picture.inverted)
    return {};
  return fail(
      ErrorCode::bad_input, "mixed_sizes",
      fmt::format(
          "The TIFF's pages are no stack: page {} has {} × {} pixels, {} × {} bits each, the first {} × "
          "{} pixels, {} × {} bits.",
          page, width, height, layout.channels, 8 * size_bytes(layout.type), picture.width, picture.height,
          picture.channels, 8 * size_bytes(picture.type)));
}

Result<void> obey_imagej(const TiffFile& file, Picture& picture) {
  const char* text = nullptr;
  if (TIFFGetField(file.get(), TIFFTAG_IMAGEDESCRIPTION, &text) != 1 || text == nullptr) return {};
  const auto imagej = parse_imagej_description(text);
  if (!imagej) return {};
  picture.scale_left_out = imagej->has_scale;
  const std::int64_t pages = picture.page_count();
  if (imagej->images > pages)
    return refuse(fmt::format("An ImageJ stack of {} pictures behind {} TIFF pages is not read.",
                              imagej->images, pages));
  if (imagej->channels > 1)
    return refuse(fmt::format("An ImageJ stack of {} channels is not read.", imagej->channels));
  if (imagej->frames > 1) {
    if (imagej->frames > pages || pages % imagej->frames != 0 ||
        (imagej->slices > 1 && imagej->slices * imagej->frames != pages))
      return damaged(fmt::format("The TIFF has {} pages, but ImageJ says {} slices and {} frames.", pages,
                                 imagej->slices, imagej->frames));
    picture.frames = imagej->frames;
  }
  const auto across = static_cast<double>(file.field<float>(TIFFTAG_XRESOLUTION, 0));
  const auto down = static_cast<double>(file.field<float>(TIFFTAG_YRESOLUTION, 0));
  const auto is_length = [](double value) { return std::isfinite(value) && value > 1e-6 && value < 1e6; };
  if (imagej->unit_mm == 0 || !is_length(across) || !is_length(down) || !is_length(imagej->spacing))
    return {};
  std::array<double, 3> voxel_mm{imagej->spacing * imagej->unit_mm, imagej->unit_mm / down,
                                 imagej->unit_mm / across};
  if (picture.orientation >= 5) std::swap(voxel_mm[1], voxel_mm[2]);
  if (std::all_of(voxel_mm.begin(), voxel_mm.end(), is_length)) picture.voxel_mm = voxel_mm;
  return {};
}

bool is_lossy(std::uint16_t compression) {
  return compression == COMPRESSION_JPEG || compression == COMPRESSION_WEBP;
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
  Unpacker(const Layout& layout, std::span<std::byte> out) : layout_(layout), out_(out) {}

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

  const Layout& layout_;
  std::span<std::byte> out_;
  bool see_through_ = false;
};

/// All strips or tiles of the page at which the file stands, as they are stored, not turned.
Result<bool> read_chunks(const TiffFile& file, const Layout& layout, std::span<std::byte> out) {
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

}  // namespace

bool sniff_tiff(ByteView file) {
  using namespace std::string_view_literals;
  if (file.size() < 8) return false;
  const std::string_view start = as_text(file.first(4));
  return start == "II*\0"sv || start == "MM\0*"sv || start == "II+\0"sv || start == "MM\0+"sv;
}

Result<Picture> inspect_tiff(ByteView file) {
  const TiffFile tiff(file);
  if (tiff.get() == nullptr) return tl::make_unexpected(tiff.error());
  Picture picture;
  picture.format = "TIFF";
  std::size_t page = 0;
  std::uint64_t first_page = 0;
  do {
    if (++page > kMostPages)
      return fail(ErrorCode::too_large, "too_large",
                  fmt::format("A TIFF of more than {} pages.", kMostPages));
    if ((tiff.field<std::uint32_t>(TIFFTAG_SUBFILETYPE, 0) & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) != 0) {
      ++picture.pages_left_out;
      continue;
    }
    const Layout layout = TRY(read_layout(tiff));
    if (picture.pages.empty()) {
      picture.width = layout.width;
      picture.height = layout.height;
      picture.orientation = layout.orientation;
      if (picture.orientation >= 5) std::swap(picture.width, picture.height);
      picture.channels = layout.channels;
      picture.type = layout.type;
      picture.inverted = layout.photometric == PHOTOMETRIC_MINISWHITE;
      first_page = TIFFCurrentDirOffset(tiff.get());
    }
    TRY(check_same(picture, layout, page));
    TRY(check_ratio(layout.bytes(), most_bytes_of_one(layout.compression), file.size()));
    picture.lossy |= is_lossy(layout.compression);
    picture.has_alpha |= layout.has_alpha;
    picture.pages.push_back(TIFFCurrentDirOffset(tiff.get()));
  } while (TIFFReadDirectory(tiff.get()) == 1);
  if (TIFFLastDirectory(tiff.get()) == 0) return tl::make_unexpected(tiff.error());
  if (picture.pages.empty()) return damaged("The TIFF holds only smaller copies or masks.");
  if (TIFFSetSubDirectory(tiff.get(), first_page) != 1) return tl::make_unexpected(tiff.error());
  TRY(obey_imagej(tiff, picture));
  return picture;
}

Result<bool> decode_tiff(ByteView file, const Picture& picture, std::int64_t page,
                         std::span<std::byte> samples) {
  assert(samples.size() == picture.bytes() && page < picture.page_count());
  const TiffFile tiff(file);
  if (tiff.get() == nullptr ||
      TIFFSetSubDirectory(tiff.get(), picture.pages[static_cast<std::size_t>(page)]) != 1)
    return tl::make_unexpected(tiff.error());
  const Layout layout = TRY(read_layout(tiff));
  TRY(check_same(picture, layout, static_cast<std::size_t>(page) + 1));
  if (picture.orientation == 1) return read_chunks(tiff, layout, samples);
  Bytes stored(samples.size());
  const bool see_through = TRY(read_chunks(tiff, layout, stored));
  turn_upright(stored, layout.width, layout.height,
               static_cast<std::size_t>(layout.channels) * size_bytes(layout.type), picture.orientation,
               samples);
  return see_through;
}

}  // namespace scanetrix
