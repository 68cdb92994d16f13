// SPDX-License-Identifier: Apache-2.0
#include "ingest/pixel_layout.h"

#include <algorithm>
#include <cassert>

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

/// As unpack_gray(), of words that are not whole bytes; or of 64 bits, which become float64.
template <typename Sample>
void unpack_slowly(const PixelLayout& layout, ByteView stored, std::span<std::byte> samples,
                   std::uint64_t bit) {
  const std::size_t count = samples.size() / sizeof(Sample);
  auto* out = reinterpret_cast<Sample*>(samples.data());
  const auto width = static_cast<std::uint64_t>(layout.bits_allocated);
  const int up = 63 - layout.high_bit;
  const int down = 64 - layout.bits_stored;
  for (std::size_t i = 0; i < count; ++i, bit += width) {
    const std::size_t at = bit / 8;
    std::uint64_t word = 0;
    std::memcpy(&word, stored.data() + at, std::min<std::size_t>(8, stored.size() - at));
    word = word >> bit % 8 << up;
    out[i] = layout.is_signed ? static_cast<Sample>(static_cast<std::int64_t>(word) >> down)
                              : static_cast<Sample>(word >> down);
  }
}

std::byte clamp_to_byte(int value) {
  return static_cast<std::byte>(std::clamp(value, 0, 255));
}

/// Factors × 65536.
struct YbrFactors {
  int y, red_cr, green_cb, green_cr, blue_cb, black;
};
/// DICOM PS3.3 C.7.6.3.1.2 (ITU-R BT.601): full range, and black at 16 with white at 235.
constexpr YbrFactors kFull{65536, 91881, -22554, -46802, 116130, 0};
constexpr YbrFactors kPartial{76309, 104597, -25675, -53279, 132201, 16};

void ybr_to_rgb(const YbrFactors& f, std::byte y_, std::byte cb_, std::byte cr_, std::byte* rgb) {
  const int y = (std::to_integer<int>(y_) - f.black) * f.y + 32768;
  const int cb = std::to_integer<int>(cb_) - 128;
  const int cr = std::to_integer<int>(cr_) - 128;
  rgb[0] = clamp_to_byte((y + f.red_cr * cr) >> 16);
  rgb[1] = clamp_to_byte((y + f.green_cb * cb + f.green_cr * cr) >> 16);
  rgb[2] = clamp_to_byte((y + f.blue_cb * cb) >> 16);
}

/// Colour of other than 8 bits, one byte a sample: the highest eight bits of more, all of the range of less.
Bytes colour_in_bytes(const PixelLayout& layout, ByteView stored) {
  const bool in_words = layout.bits_allocated == 16;
  const unsigned most = (1u << layout.bits_stored) - 1;
  const int below = layout.high_bit + 1 - layout.bits_stored;
  Bytes bytes(layout.native_bytes() / (in_words ? 2 : 1));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const unsigned word =
        in_words ? load<std::uint16_t>(stored, 2 * i) : std::to_integer<unsigned>(stored[i]);
    const unsigned value = word >> below & most;
    bytes[i] = static_cast<std::byte>(layout.bits_stored > 8 ? value >> (layout.bits_stored - 8)
                                                             : value * 255 / most);
  }
  return bytes;
}

void unpack_color(const PixelLayout& layout, ByteView stored, std::span<std::byte> samples) {
  if (layout.bits_stored != 8 || layout.high_bit != 7) {
    PixelLayout in_bytes = layout;
    in_bytes.bits_allocated = in_bytes.bits_stored = 8;
    in_bytes.high_bit = 7;
    return unpack_color(in_bytes, colour_in_bytes(layout, stored), samples);
  }
  const std::size_t count = samples.size() / 3;
  std::byte* rgb = samples.data();
  const bool partial = layout.photometric == Photometric::ybr_partial_422;
  const YbrFactors& factors = partial ? kPartial : kFull;
  const std::size_t word = layout.bits_allocated == 16 ? 2 : 1;  // Of two bytes the upper one is empty.
  if (layout.native_bytes() == count * 2 * word) {               // Y1 Y2 Cb Cr for two pixels.
    for (std::size_t i = 0; i + 1 < count; i += 2, rgb += 6) {
      const std::byte* pair = stored.data() + 2 * i * word;
      ybr_to_rgb(factors, pair[0], pair[2 * word], pair[3 * word], rgb);
      ybr_to_rgb(factors, pair[word], pair[2 * word], pair[3 * word], rgb + 3);
    }
    return;
  }
  const std::size_t step = layout.planar ? word : 3 * word;
  const std::size_t plane = layout.planar ? count * word : word;
  const bool is_ybr = partial || layout.photometric == Photometric::ybr_full;
  for (std::size_t i = 0; i < count; ++i, rgb += 3) {
    const std::byte* pixel = stored.data() + i * step;
    if (is_ybr) {
      ybr_to_rgb(factors, pixel[0], pixel[plane], pixel[2 * plane], rgb);
    } else {
      rgb[0] = pixel[0];
      rgb[1] = pixel[plane];
      rgb[2] = pixel[2 * plane];
    }
  }
}

}  // namespace

std::uint64_t PixelLayout::native_bits() const {
  const std::uint64_t pixels = std::uint64_t{rows} * columns;
  const bool halved = photometric == Photometric::ybr_full_422 || photometric == Photometric::ybr_partial_422;
  return pixels * static_cast<std::uint64_t>(halved ? 2 : samples) *
         static_cast<std::uint64_t>(bits_allocated);
}

std::uint64_t PixelLayout::native_bytes() const {
  return (native_bits() + 7) / 8;
}

VoxelType PixelLayout::type() const {
  if (channels() == 3) return VoxelType::uint8;
  if (is_float) return bits_allocated == 32 ? VoxelType::float32 : VoxelType::float64;
  if (bits_allocated <= 8) return is_signed ? VoxelType::int8 : VoxelType::uint8;
  if (bits_allocated <= 16) return is_signed ? VoxelType::int16 : VoxelType::uint16;
  if (bits_allocated <= 32) return is_signed ? VoxelType::int32 : VoxelType::uint32;
  return VoxelType::float64;
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

  const bool color = layout.photometric != Photometric::monochrome1 &&
                     layout.photometric != Photometric::monochrome2 &&
                     layout.photometric != Photometric::palette;
  if (layout.samples != (color ? 3 : 1))
    return damaged(fmt::format("{} samples per pixel do not fit the kind of picture.", layout.samples));
  if (layout.bits_allocated < 1 || (layout.bits_allocated > 32 && layout.bits_allocated != 64))
    return refuse(fmt::format("Pixels of {} bits are not read.", layout.bits_allocated));
  if (layout.bits_stored < 1 || layout.bits_stored > layout.bits_allocated ||
      layout.high_bit < layout.bits_stored - 1 || layout.high_bit >= layout.bits_allocated)
    return damaged(fmt::format("{} bits stored with high bit {} do not fit {} bits allocated.",
                               layout.bits_stored, layout.high_bit, layout.bits_allocated));
  if (layout.photometric == Photometric::palette && layout.bits_allocated > 16)
    return refuse(fmt::format("Colour palettes for {} bits are not read.", layout.bits_allocated));
  if (!color) return {};
  if (layout.is_signed || (layout.bits_allocated != 8 && layout.bits_allocated != 16))
    return refuse(fmt::format("Colour of {} {} bits a channel is not read; up to 16 unsigned bits are.",
                              layout.bits_allocated, layout.is_signed ? "signed" : "unsigned"));
  return {};
}

void unpack_samples(const PixelLayout& layout, ByteView stored, std::span<std::byte> samples,
                    std::uint64_t first_bit) {
  assert(stored.size() * 8 >= first_bit + layout.native_bits() && samples.size() == layout.decoded_bytes());
  assert(layout.photometric != Photometric::palette);
  const bool whole = layout.bits_allocated == 8 || layout.bits_allocated == 16 || layout.bits_allocated == 32;
  if (layout.samples == 3) return unpack_color(layout, stored.subspan(first_bit / 8), samples);
  if (layout.is_float) {
    std::memcpy(samples.data(), stored.data() + first_bit / 8, samples.size());
    return;
  }
  with_type(layout.type(), [&](auto sample) {
    using Sample = decltype(sample);
    if constexpr (std::is_integral_v<Sample>) {
      if (whole)
        return unpack_gray<std::make_unsigned_t<Sample>, Sample>(layout, stored.subspan(first_bit / 8),
                                                                 samples);
    }
    unpack_slowly<Sample>(layout, stored, samples, first_bit);
  });
}

}  // namespace scanetrix
