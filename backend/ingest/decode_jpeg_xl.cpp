// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_jpeg_xl.h"

#include <jxl/decode.h>
#include <jxl/decode_cxx.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <optional>

#include "ingest/limits.h"

namespace scanetrix {
namespace {

/// A codestream may have hundreds of channels beside the colours, each as large as the picture.
constexpr std::uint32_t kMostExtraChannels = 4;

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}
auto broken() {
  return damaged("The JPEG XL picture ends early or is broken.");
}

enum class Turning { as_coded, upright };

/// One codestream, gone through event by event.
class Decoding {
 public:
  Decoding(ByteView stream, Turning turning) : decoder_(JxlDecoderMake(nullptr)) {
    if (!decoder_) return;
    ok_ = JxlDecoderSubscribeEvents(decoder_.get(), JXL_DEC_BASIC_INFO | JXL_DEC_FULL_IMAGE) ==
              JXL_DEC_SUCCESS &&
          JxlDecoderSetKeepOrientation(decoder_.get(), turning == Turning::as_coded) == JXL_DEC_SUCCESS &&
          JxlDecoderSetInput(decoder_.get(), reinterpret_cast<const std::uint8_t*>(stream.data()),
                             stream.size()) == JXL_DEC_SUCCESS;
    JxlDecoderCloseInput(decoder_.get());
  }

  /// Size, channels and bits. \error bad_input, unsupported
  Result<JxlBasicInfo> read_head() {
    JxlBasicInfo info{};
    if (!ok_ || JxlDecoderProcessInput(decoder_.get()) != JXL_DEC_BASIC_INFO ||
        JxlDecoderGetBasicInfo(decoder_.get(), &info) != JXL_DEC_SUCCESS)
      return broken();
    if (info.exponent_bits_per_sample != 0 || info.bits_per_sample < 1 || info.bits_per_sample > 16)
      return fail(ErrorCode::unsupported, "unsupported_pixel_format",
                  fmt::format("JPEG XL of {} {} bits is not read.", info.bits_per_sample,
                              info.exponent_bits_per_sample != 0 ? "floating-point" : "whole-number"));
    if (info.num_extra_channels > kMostExtraChannels)
      return fail(ErrorCode::unsupported, "unsupported_pixel_format",
                  fmt::format("JPEG XL of {} channels is not read.",
                              info.num_color_channels + info.num_extra_channels));
    return info;
  }

  /// The first picture's samples in words, [y, x, channel], from 0 … 2^bits − 1 stretched over all 16 bits.
  Result<std::vector<std::uint16_t>> read_pixels(const JxlBasicInfo& info, std::uint32_t channels) {
    const JxlPixelFormat format{channels, JXL_TYPE_UINT16, JXL_LITTLE_ENDIAN, 0};
    std::vector<std::uint16_t> words(std::size_t{info.xsize} * info.ysize * channels);
    std::size_t needed = 0;
    if (JxlDecoderProcessInput(decoder_.get()) != JXL_DEC_NEED_IMAGE_OUT_BUFFER ||
        JxlDecoderImageOutBufferSize(decoder_.get(), &format, &needed) != JXL_DEC_SUCCESS ||
        needed != words.size() * 2 ||
        JxlDecoderSetImageOutBuffer(decoder_.get(), &format, words.data(), needed) != JXL_DEC_SUCCESS ||
        JxlDecoderProcessInput(decoder_.get()) != JXL_DEC_FULL_IMAGE)
      return broken();
    return words;
  }

 private:
  JxlDecoderPtr decoder_;
  bool ok_ = false;
};

/// From all 16 bits back to the `bits` that were coded: exact, for 65535 ≥ 2^bits − 1.
std::uint16_t as_coded(std::uint16_t word, std::uint32_t bits) {
  const std::uint32_t most = (1u << bits) - 1;
  return static_cast<std::uint16_t>((word * most + 32767) / 65535);
}

}  // namespace

Result<PixelLayout> decode_jpeg_xl(ByteView stream, const PixelLayout& layout, Bytes& stored) {
  Decoding decoding(stream, Turning::as_coded);
  const JxlBasicInfo info = TRY(decoding.read_head());
  if (info.ysize != layout.rows || info.xsize != layout.columns ||
      info.num_color_channels != static_cast<std::uint32_t>(layout.samples) ||
      info.bits_per_sample > static_cast<std::uint32_t>(layout.bits_allocated))
    return damaged(
        fmt::format("The compressed picture is {} rows by {} columns with {} channels of {} bits, the file "
                    "says {} by {} with {} of {}.",
                    info.ysize, info.xsize, info.num_color_channels, info.bits_per_sample, layout.rows,
                    layout.columns, layout.samples, layout.bits_stored));
  const auto words = TRY(decoding.read_pixels(info, info.num_color_channels));

  const int bits = static_cast<int>(info.bits_per_sample);
  PixelLayout out = layout;
  out.planar = false;
  out.bits_allocated = layout.bits_allocated <= 8 ? 8 : 16;
  if (bits <= layout.high_bit) out.high_bit = layout.bits_stored - 1;  // Values, not words with a gap below.
  if (layout.samples == 3) {
    out.photometric = Photometric::rgb;
    if (bits < out.bits_stored) {  // Colour's white is the codec's.
      out.bits_stored = bits;
      out.high_bit = bits - 1;
    }
  }
  stored.assign(out.native_bytes(), std::byte{0});
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::uint16_t value = as_coded(words[i], info.bits_per_sample);
    if (out.bits_allocated == 8)
      stored[i] = static_cast<std::byte>(value);
    else
      std::memcpy(stored.data() + 2 * i, &value, 2);
  }
  return out;
}

bool sniff_jpeg_xl(ByteView file) {
  const auto found = JxlSignatureCheck(reinterpret_cast<const std::uint8_t*>(file.data()), file.size());
  return found == JXL_SIG_CODESTREAM || found == JXL_SIG_CONTAINER;
}

Result<Picture> inspect_jpeg_xl(ByteView file) {
  const JxlBasicInfo info = TRY(Decoding(file, Turning::upright).read_head());
  Picture picture;
  picture.format = "JPEG XL";
  const bool turned = info.orientation >= JXL_ORIENT_TRANSPOSE;
  picture.width = turned ? info.ysize : info.xsize;
  picture.height = turned ? info.xsize : info.ysize;
  picture.channels = info.num_color_channels == 3 ? 3 : 1;
  picture.type = info.bits_per_sample > 8 ? VoxelType::uint16 : VoxelType::uint8;
  picture.lossy = info.uses_original_profile == 0;  // Else its colours would not be its own (XYB).
  picture.has_alpha = info.alpha_bits != 0;
  if (picture.width > 65535 || picture.height > 65535) return broken();
  TRY(check_unpacked_size(picture.bytes()));
  TRY(check_ratio(picture.bytes(), 8 * 32768, file.size()));
  return picture;
}

Result<bool> decode_jpeg_xl_picture(ByteView file, const Picture& picture, std::span<std::byte> samples) {
  assert(samples.size() == picture.bytes());
  Decoding decoding(file, Turning::upright);
  const JxlBasicInfo info = TRY(decoding.read_head());
  const auto colors = static_cast<std::uint32_t>(picture.channels);
  const std::uint32_t channels = colors + (picture.has_alpha ? 1 : 0);
  const auto words = TRY(decoding.read_pixels(info, channels));
  bool see_through = false;
  std::size_t out = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i % channels >= colors) {
      see_through |= words[i] != 65535;
    } else if (picture.type == VoxelType::uint16) {
      const std::uint16_t value = as_coded(words[i], info.bits_per_sample);
      std::memcpy(samples.data() + out, &value, 2);
      out += 2;
    } else {
      samples[out++] = static_cast<std::byte>(as_coded(words[i], 8));
    }
  }
  return see_through;
}

}  // namespace scanetrix
