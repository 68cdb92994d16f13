// SPDX-License-Identifier: Apache-2.0
#include "ingest/picture_source.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "ingest/decode_jpeg.h"
#include "ingest/decode_jpeg_xl.h"
#include "ingest/decode_png.h"
#include "ingest/decode_tiff.h"
#include "ingest/limits.h"

namespace scanetrix {

Result<bool> decode_picture(const Picture& picture, std::int64_t page, const OpenFile& open,
                            std::span<std::byte> samples) {
  const MappedFile file = TRY(open(picture.file));
  if (picture.format == "PNG") return decode_png(file.bytes(), picture, samples);
  if (picture.format == "TIFF") return decode_tiff(file.bytes(), picture, page, samples);
  if (picture.format == "JPEG XL") return decode_jpeg_xl_picture(file.bytes(), picture, samples);
  TRY(decode_jpeg(file.bytes(), picture, samples));
  return false;
}

bool is_gray(ByteView rgb, VoxelType type) {
  const std::size_t size = size_bytes(type);
  for (std::size_t i = 0; i + 3 * size <= rgb.size(); i += 3 * size)
    if (std::memcmp(rgb.data() + i, rgb.data() + i + size, 2 * size) != 0) return false;  // r g against g b
  return true;
}

Bytes first_channel(ByteView rgb, VoxelType type) {
  const std::size_t size = size_bytes(type);
  Bytes gray(rgb.size() / 3);
  for (std::size_t i = 0; i < gray.size(); i += size) std::memcpy(gray.data() + i, rgb.data() + 3 * i, size);
  return gray;
}

Bytes high_bytes(ByteView words) {
  Bytes bytes(words.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = words[2 * i + 1];
  return bytes;
}

Result<void> PictureSource::read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const {
  const auto& [picture, page] = slices_[static_cast<std::size_t>(time * slices_per_time_ + k)];
  const bool is_deep = channels_ == 3 && picture->type == VoxelType::uint16;
  if (picture->channels == channels_ && !is_deep) {
    std::fill(slice.begin(), slice.end(), std::byte{0});
    TRY(decode_picture(*picture, page, open_, slice));
    return {};
  }
  return within_memory([&, one = picture, number = page]() -> Result<void> {
    Bytes stored(one->bytes());
    TRY(decode_picture(*one, number, open_, stored));
    if (is_deep) stored = high_bytes(stored);
    if (channels_ == 1) stored = first_channel(stored, one->type);
    const std::size_t spread = channels_ == 3 && one->channels == 1 ? 3 : 1;  // Of one byte a sample.
    for (std::size_t i = 0; i < slice.size(); ++i) slice[i] = stored[i / spread];
    return {};
  });
}

Result<void> LightBoxSource::read_slice(std::int64_t /*time*/, std::int64_t k,
                                        std::span<std::byte> slice) const {
  const bool by_row = order_ == TileOrder::row_major;
  const std::int64_t row = by_row ? k / box_.across.count : k % box_.down.count;
  const std::int64_t column = by_row ? k % box_.across.count : k / box_.down.count;
  const std::size_t line_bytes = static_cast<std::size_t>(box_.across.tile) * bytes_per_pixel_;
  assert(slice.size() == line_bytes * static_cast<std::size_t>(box_.down.tile));
  for (std::int64_t y = 0; y < box_.down.tile; ++y) {
    const std::int64_t pixel = (box_.down.start(row) + y) * sheet_width_ + box_.across.start(column);
    std::memcpy(slice.data() + static_cast<std::size_t>(y) * line_bytes,
                sheet_.data() + static_cast<std::size_t>(pixel) * bytes_per_pixel_, line_bytes);
  }
  return {};
}

}  // namespace scanetrix
