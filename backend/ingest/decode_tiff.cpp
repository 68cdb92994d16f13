// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_tiff.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <string>

#include "ingest/imagej_description.h"
#include "ingest/limits.h"
#include "ingest/tiff_file.h"
#include "ingest/tiff_layout.h"
#include "ingest/tiff_pixels.h"
#include "ingest/turn_upright.h"

namespace scanetrix {
namespace {

constexpr std::size_t kMostPages = 65535;

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}
auto refuse(std::string message) {
  return fail(ErrorCode::unsupported, "unsupported_pixel_format", std::move(message));
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

Result<void> check_same(const Picture& picture, const TiffLayout& layout, std::size_t page) {
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
    const TiffLayout layout = TRY(read_tiff_layout(tiff));
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
  const TiffLayout layout = TRY(read_tiff_layout(tiff));
  TRY(check_same(picture, layout, static_cast<std::size_t>(page) + 1));
  if (picture.orientation == 1) return read_tiff_pixels(tiff, layout, samples);
  Bytes stored(samples.size());
  const bool see_through = TRY(read_tiff_pixels(tiff, layout, stored));
  turn_upright(stored, layout.width, layout.height,
               static_cast<std::size_t>(layout.channels) * size_bytes(layout.type), picture.orientation,
               samples);
  return see_through;
}

}  // namespace scanetrix
