// SPDX-License-Identifier: Apache-2.0
#include "ingest/jpeg_frame.h"

#include "ingest/dicom_fragments.h"
#include "ingest/dicom_slice.h"

namespace scanetrix {
namespace {

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

/// Of a frame header's component table: identifiers and sampling (T.81 B.2.2).
JpegColor color_of_components(ByteView table, bool lossy) {
  if (table.size() < 9) return JpegColor::unsaid;
  const auto byte = [&](std::size_t i) { return std::to_integer<int>(table[i]); };
  if (byte(0) == 'R' && byte(3) == 'G' && byte(6) == 'B') return JpegColor::rgb;
  if (lossy && (byte(1) != byte(4) || byte(1) != byte(7))) return JpegColor::ybr;
  return JpegColor::unsaid;
}

}  // namespace

std::optional<JpegFrame> find_jpeg_frame(ByteView stream) {
  using namespace std::string_view_literals;
  const auto byte = [&](std::size_t i) { return std::to_integer<std::uint32_t>(stream[i]); };
  const auto word = [&](std::size_t i) { return byte(i) << 8 | byte(i + 1); };
  if (stream.size() < 4 || word(0) != 0xffd8) return std::nullopt;
  JpegColor adobe = JpegColor::unsaid;
  bool jfif = false;
  std::size_t at = 2;
  while (at + 4 <= stream.size()) {
    if (byte(at) != 0xff) return std::nullopt;
    const auto marker = static_cast<std::uint8_t>(byte(at + 1));
    if (marker == 0xff) {  // Fill byte.
      ++at;
      continue;
    }
    const bool frame =
        (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) ||
        marker == 0xf7;
    if (frame) {
      if (at + 10 > stream.size()) return std::nullopt;
      JpegFrame found{marker, word(at + 5), word(at + 7), static_cast<int>(byte(at + 9)),
                      static_cast<int>(byte(at + 4))};
      const bool lossy = marker != 0xf7 && (marker & 3) != 3;
      found.color = adobe;
      if (found.color == JpegColor::unsaid && found.components == 3)
        found.color = color_of_components(stream.subspan(at + 10), lossy);
      if (found.color == JpegColor::unsaid && jfif && lossy) found.color = JpegColor::ybr;
      return found;
    }
    if (marker == 0xda || marker == 0xd9) return std::nullopt;  // Data or the end before a frame header.
    const ByteView segment = stream.subspan(at + 4);
    if (marker == 0xe0 && as_text(segment).starts_with("JFIF\0"sv)) jfif = true;
    if (marker == 0xee && as_text(segment).starts_with("Adobe"sv) && segment.size() >= 12)
      adobe = segment[11] == std::byte{0}   ? JpegColor::rgb
              : segment[11] == std::byte{1} ? JpegColor::ybr
                                            : JpegColor::unsaid;
    at += 2 + word(at + 2);
  }
  return std::nullopt;
}

Result<JpegFrame> check_jpeg_frame(ByteView stream, const PixelLayout& layout) {
  const auto frame = find_jpeg_frame(stream);
  if (!frame) return damaged("The compressed picture has no frame header.");
  if (frame->rows != layout.rows || frame->columns != layout.columns || frame->components != layout.samples ||
      frame->bits > layout.bits_allocated)
    return damaged(fmt::format(
        "The compressed picture is {} rows by {} columns with {} channels of {} bits, the file says "
        "{} by {} with {} of {}.",
        frame->rows, frame->columns, frame->components, frame->bits, layout.rows, layout.columns,
        layout.samples, layout.bits_stored));
  if (!has_end_of_image(stream)) return damaged("The compressed picture ends early.");
  return *frame;
}

PixelLayout layout_of_jpeg(const JpegFrame& frame, const PixelLayout& layout) {
  PixelLayout out = layout;
  out.planar = false;
  if (frame.bits <= layout.high_bit)
    out.high_bit = layout.bits_stored - 1;  // Values, not words with a gap below.
  if (layout.samples == 1) {
    // A stream of bytes for words: no bit above the eighth is set, and none is stored.
    out.bits_allocated = frame.bits <= 8 ? 8 : 16;
    return out;
  }
  out.bits_allocated = frame.bits <= 8 ? 8 : 16;
  if (frame.bits < out.bits_stored) {  // Colour's white is the codec's.
    out.bits_stored = frame.bits;
    out.high_bit = frame.bits - 1;
  }
  if (frame.color == JpegColor::rgb) out.photometric = Photometric::rgb;
  if (frame.color == JpegColor::ybr && out.photometric != Photometric::ybr_partial_422)
    out.photometric = Photometric::ybr_full;
  if (out.photometric == Photometric::ybr_full_422) out.photometric = Photometric::ybr_full;
  return out;
}

}  // namespace scanetrix
