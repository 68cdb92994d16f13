// SPDX-License-Identifier: Apache-2.0
#include "ingest/pixel_layout.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace scanetrix {
namespace {

auto refuse(std::string message) {
  return fail(ErrorCode::unsupported, "unsupported_pixel_format", std::move(message));
}

/// Word is the unsigned type of bits_allocated, Sample the type that the volume stores.
template <typename Word, typename Sample>
void unpack_gray(const PixelLayout& layout, ByteView stored, std::span<std::byte> samples) {
  const std::size_t count = samples.size() / sizeof(Sample);
  auto* out = reinterpret_cast<Sample*>(samples.data());
  constexpr int kBits = 8 * sizeof(Word);
  if (layout.bits_stored == kBits) {
    std::memcpy(samples.data(), stored.data(), samples.size());
    return;
  }
  // The value's top bit goes to the word's top bit, then comes down again: arithmetically where it is a sign.
  const int up = kBits - 1 - layout.high_bit;
  const int down = kBits - layout.bits_stored;
  for (std::size_t i = 0; i < count; ++i) {
    Word word;
    std::memcpy(&word, stored.data() + i * sizeof(Word), sizeof(Word));
    word = static_cast<Word>(word << up);
    out[i] = static_cast<Sample>(static_cast<Sample>(word) >> down);
  }
}

std::byte clamp_to_byte(double value) {
  return static_cast<std::byte>(static_cast<unsigned char>(std::clamp(std::lround(value), 0L, 255L)));
}

/// DICOM PS3.3 C.7.6.3.1.2 (ITU-R BT.601, full range).
void ybr_to_rgb(std::byte y_, std::byte cb_, std::byte cr_, std::byte* rgb) {
  const double y = std::to_integer<int>(y_);
  const double cb = std::to_integer<int>(cb_) - 128.0;
  const double cr = std::to_integer<int>(cr_) - 128.0;
  rgb[0] = clamp_to_byte(y + 1.402 * cr);
  rgb[1] = clamp_to_byte(y - 0.344136 * cb - 0.714136 * cr);
  rgb[2] = clamp_to_byte(y + 1.772 * cb);
}

void unpack_color(const PixelLayout& layout, ByteView stored, std::span<std::byte> samples) {
  const std::size_t count = samples.size() / 3;
  std::byte* rgb = samples.data();
  if (layout.photometric == Photometric::ybr_full_422) {  // Y1 Y2 Cb Cr for two pixels.
    for (std::size_t i = 0; i + 1 < count; i += 2, rgb += 6) {
      const std::byte* pair = stored.data() + 2 * i;
      ybr_to_rgb(pair[0], pair[2], pair[3], rgb);
      ybr_to_rgb(pair[1], pair[2], pair[3], rgb + 3);
    }
    return;
  }
  const std::size_t step = layout.planar ? 1 : 3;
  const std::size_t plane = layout.planar ? count : 1;
  for (std::size_t i = 0; i < count; ++i, rgb += 3) {
    const std::byte* pixel = stored.data() + i * step;
    if (layout.photometric == Photometric::ybr_full) {
      ybr_to_rgb(pixel[0], pixel[plane], pixel[2 * plane], rgb);
    } else {
      rgb[0] = pixel[0];
      rgb[1] = pixel[plane];
      rgb[2] = pixel[2 * plane];
    }
  }
}

}  // namespace

std::uint64_t PixelLayout::native_bytes() const {
  const std::uint64_t pixels = std::uint64_t{rows} * columns;
  if (photometric == Photometric::ybr_full_422) return pixels * 2;
  return pixels * static_cast<std::uint64_t>(samples) * static_cast<std::uint64_t>(bits_allocated / 8);
}

VoxelType PixelLayout::type() const {
  if (channels() == 3) return VoxelType::uint8;
  if (bits_allocated == 8) return is_signed ? VoxelType::int8 : VoxelType::uint8;
  if (bits_allocated == 16) return is_signed ? VoxelType::int16 : VoxelType::uint16;
  return is_signed ? VoxelType::int32 : VoxelType::uint32;
}

int PixelLayout::channels() const {
  return samples == 3 || photometric == Photometric::palette ? 3 : 1;
}

std::uint64_t PixelLayout::decoded_bytes() const {
  return std::uint64_t{rows} * columns * static_cast<std::uint64_t>(channels()) * size_bytes(type());
}

Result<void> check_layout(const PixelLayout& layout) {
  const auto damaged = [](std::string message) {
    return fail(ErrorCode::bad_input, "damaged", std::move(message));
  };
  if (layout.rows == 0 || layout.columns == 0 || layout.rows > 65535 || layout.columns > 65535)
    return damaged(fmt::format("The picture would be {} rows by {} columns.", layout.rows, layout.columns));

  const bool color = layout.photometric == Photometric::rgb || layout.photometric == Photometric::ybr_full ||
                     layout.photometric == Photometric::ybr_full_422;
  if (layout.samples != (color ? 3 : 1))
    return damaged(fmt::format("{} samples per pixel do not fit the kind of picture.", layout.samples));
  if (layout.bits_allocated != 8 && layout.bits_allocated != 16 && layout.bits_allocated != 32)
    return refuse(fmt::format("Pixels of {} bits are not read yet.", layout.bits_allocated));
  if (color && layout.bits_allocated != 8)
    return refuse(fmt::format("Colour of {} bits a channel is not read yet.", layout.bits_allocated));
  if (layout.photometric == Photometric::palette && layout.bits_allocated == 32)
    return refuse("Colour palettes for 32 bits are not read.");
  if (layout.bits_stored < 1 || layout.bits_stored > layout.bits_allocated ||
      layout.high_bit < layout.bits_stored - 1 || layout.high_bit >= layout.bits_allocated)
    return damaged(fmt::format("{} bits stored with high bit {} do not fit {} bits allocated.",
                               layout.bits_stored, layout.high_bit, layout.bits_allocated));
  if (color && (layout.bits_stored != 8 || layout.is_signed))
    return refuse("Colour that does not use 8 unsigned bits a channel is not read yet.");
  if (layout.photometric == Photometric::ybr_full_422 && layout.columns % 2 != 0)
    return damaged("Colour at half width needs an even number of columns.");
  return {};
}

void unpack_samples(const PixelLayout& layout, ByteView stored, std::span<std::byte> samples) {
  assert(stored.size() >= layout.native_bytes() && samples.size() == layout.decoded_bytes());
  assert(layout.photometric != Photometric::palette);
  if (layout.samples == 3) return unpack_color(layout, stored, samples);
  with_type(layout.type(), [&](auto sample) {
    using Sample = decltype(sample);
    if constexpr (std::is_integral_v<Sample>)
      unpack_gray<std::make_unsigned_t<Sample>, Sample>(layout, stored, samples);
  });
}

}  // namespace scanetrix
