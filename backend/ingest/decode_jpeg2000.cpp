// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_jpeg2000.h"

#include <openjpeg.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

template <auto release>
struct Release {
  void operator()(auto* thing) const { release(thing); }
};
using Codec = std::unique_ptr<opj_codec_t, Release<opj_destroy_codec>>;
using Stream = std::unique_ptr<opj_stream_t, Release<opj_stream_destroy>>;
using Image = std::unique_ptr<opj_image_t, Release<opj_image_destroy>>;

/// Bytes in memory, as OpenJPEG's stream reads them.
struct Source {
  ByteView bytes;
  std::size_t at = 0;

  static OPJ_SIZE_T read(void* to, OPJ_SIZE_T count, void* self_) {
    auto* self = static_cast<Source*>(self_);
    count = std::min<OPJ_SIZE_T>(count, self->bytes.size() - self->at);
    if (count == 0) return static_cast<OPJ_SIZE_T>(-1);  // Its sign for the end.
    std::memcpy(to, self->bytes.data() + self->at, count);
    self->at += count;
    return count;
  }
  static OPJ_OFF_T skip(OPJ_OFF_T count, void* self_) {
    auto* self = static_cast<Source*>(self_);
    if (count < 0) return -1;
    const auto wanted = static_cast<std::size_t>(count);
    if (wanted > self->bytes.size() - self->at) {
      self->at = self->bytes.size();
      return -1;
    }
    self->at += wanted;
    return count;
  }
  static OPJ_BOOL seek(OPJ_OFF_T to, void* self_) {
    auto* self = static_cast<Source*>(self_);
    if (to < 0 || static_cast<std::size_t>(to) > self->bytes.size()) return OPJ_FALSE;
    self->at = static_cast<std::size_t>(to);
    return OPJ_TRUE;
  }
};

void keep_first(const char* message, void* text) {
  auto& kept = *static_cast<std::string*>(text);
  if (kept.empty()) kept = one_line(message);
}
void ignore(const char*, void*) {}

Result<void> check(const opj_image_t& image, const PixelLayout& layout) {
  if (image.numcomps != static_cast<OPJ_UINT32>(layout.samples))
    return damaged(fmt::format("The compressed picture has {} channels, the file says {}.", image.numcomps,
                               layout.samples));
  const opj_image_comp_t& first = image.comps[0];
  for (OPJ_UINT32 c = 0; c < image.numcomps; ++c) {
    const opj_image_comp_t& component = image.comps[c];
    if (component.h != layout.rows || component.w != layout.columns || component.prec != first.prec ||
        component.sgnd != first.sgnd || component.prec > static_cast<OPJ_UINT32>(layout.bits_allocated))
      return damaged(fmt::format(
          "The compressed picture is {} rows by {} columns of {} bits, the file says {} by {} of {}.",
          component.h, component.w, component.prec, layout.rows, layout.columns, layout.bits_stored));
  }
  // The other way round is usual: many writers code the words of signed values as they stand.
  if (first.sgnd != 0 && !layout.is_signed)
    return damaged("The compressed picture has values below zero, which the file does not allow.");
  return {};
}

template <typename Word>
void interleave(const opj_image_t& image, std::span<std::byte> stored) {
  const std::size_t step = image.numcomps;
  for (std::size_t c = 0; c < step; ++c) {
    const OPJ_INT32* values = image.comps[c].data;
    const std::size_t count = std::size_t{image.comps[c].w} * image.comps[c].h;
    auto* out = reinterpret_cast<Word*>(stored.data()) + c;
    for (std::size_t i = 0; i < count; ++i) out[i * step] = static_cast<Word>(values[i]);
  }
}

}  // namespace

Result<PixelLayout> decode_jpeg2000(ByteView bytes, const PixelLayout& layout, Bytes& stored) {
  constexpr std::size_t kBuffer = 64 * 1024;
  const bool boxed = bytes.size() >= 12 && as_text(bytes.subspan(4, 4)) == "jP  ";
  const Codec codec(opj_create_decompress(boxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K));
  const Stream stream(opj_stream_create(kBuffer, OPJ_TRUE));
  if (!codec || !stream) throw std::bad_alloc();
  std::string error;
  opj_set_error_handler(codec.get(), keep_first, &error);
  opj_set_warning_handler(codec.get(), ignore, nullptr);
  opj_set_info_handler(codec.get(), ignore, nullptr);
  Source source{bytes};
  opj_stream_set_user_data(stream.get(), &source, nullptr);
  opj_stream_set_user_data_length(stream.get(), bytes.size());
  opj_stream_set_read_function(stream.get(), Source::read);
  opj_stream_set_skip_function(stream.get(), Source::skip);
  opj_stream_set_seek_function(stream.get(), Source::seek);

  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  parameters.flags |= OPJ_DPARAMETERS_IGNORE_PCLR_CMAP_CDEF_FLAG;  // A palette is the data set's affair.
  opj_image_t* raw = nullptr;
  const bool read = opj_setup_decoder(codec.get(), &parameters) &&
                    opj_decoder_set_strict_mode(codec.get(), OPJ_TRUE) &&
                    opj_read_header(stream.get(), codec.get(), &raw);
  const Image image(raw);
  if (!read || !image) return damaged(fmt::format("The compressed picture cannot be read ({}).", error));
  TRY(check(*image, layout));
  if (!opj_decode(codec.get(), stream.get(), image.get()) || !opj_end_decompress(codec.get(), stream.get()))
    return damaged(fmt::format("The compressed picture ends early or is broken ({}).", error));
  TRY(check(*image, layout));
  for (OPJ_UINT32 c = 0; c < image->numcomps; ++c)
    if (image->comps[c].data == nullptr) return damaged("The compressed picture ends early.");

  PixelLayout out = layout;
  out.planar = false;
  out.bits_allocated = layout.bits_allocated <= 8 ? 8 : layout.bits_allocated <= 16 ? 16 : 32;
  const int bits = static_cast<int>(image->comps[0].prec);
  if (bits <= layout.high_bit) out.high_bit = layout.bits_stored - 1;  // Values, not words with a gap below.
  if (layout.samples == 3) {
    if (bits < out.bits_stored) {  // Colour's white is the codec's.
      out.bits_stored = bits;
      out.high_bit = bits - 1;
    }
    auto* info = opj_get_cstr_info(codec.get());
    const bool transformed = info != nullptr && info->m_default_tile_info.mct != 0;
    opj_destroy_cstr_info(&info);
    if (transformed || layout.photometric == Photometric::ybr_jpeg2000) out.photometric = Photometric::rgb;
    if (layout.photometric == Photometric::ybr_full_422 && !transformed)
      out.photometric = Photometric::ybr_full;
  }
  stored.assign(out.native_bytes(), std::byte{0});
  switch (out.bits_allocated) {
    case 8:
      interleave<std::uint8_t>(*image, stored);
      break;
    case 16:
      interleave<std::uint16_t>(*image, stored);
      break;
    default:
      interleave<std::uint32_t>(*image, stored);
  }
  return out;
}

}  // namespace scanetrix
