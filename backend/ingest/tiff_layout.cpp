// SPDX-License-Identifier: Apache-2.0
#include "ingest/tiff_layout.h"

#include <algorithm>
#include <optional>

#include "ingest/limits.h"

namespace scanetrix {
namespace {

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}
auto refuse(std::string message) {
  return fail(ErrorCode::unsupported, "unsupported_pixel_format", std::move(message));
}

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

Result<void> read_palette(const TiffFile& file, TiffLayout& layout) {
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

}  // namespace

Result<TiffLayout> read_tiff_layout(const TiffFile& file) {
  TiffLayout layout;
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

}  // namespace scanetrix
