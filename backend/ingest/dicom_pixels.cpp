// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_pixels.h"

#include <algorithm>
#include <cassert>
#include <new>

#include "ingest/decode_jpeg2000.h"
#include "ingest/decode_jpeg_ls.h"
#include "ingest/decode_jpeg_xl.h"
#include "ingest/decode_rle.h"
#include "ingest/dicom_jpeg.h"
#include "ingest/dicom_pixel_element.h"
#include "ingest/dicom_syntax.h"
#include "ingest/inflate.h"
#include "ingest/limits.h"
#include "ingest/pixel_layout.h"

namespace scanetrix {
namespace {

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

/// From stored words to samples. `layout` is the slice's own, or what a codec made of it.
void unpack(const DicomSlice& slice, const PixelLayout& layout, ByteView stored, std::span<std::byte> samples,
            std::uint64_t first_bit = 0) {
  if (layout.photometric == Photometric::palette)
    apply_palette(layout, slice.palette, stored, samples, first_bit);
  else
    unpack_samples(layout, stored, samples, first_bit);
}

/// The bytes of a file that a frame touches, and the bit where it begins in them: frames of packed bits
/// follow one another without gaps (PS3.5 8.1.1). Whole words, because big endian files swap them.
struct NativeRange {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::uint64_t bit = 0;
};

NativeRange native_range(const DicomSlice& slice) {
  const std::uint64_t bits = slice.pixels.native_bits();
  const std::uint64_t begin = bits * slice.frame;  // fit_pixels() saw that all frames fit 64 bits.
  const std::uint64_t first = begin / 8 & ~std::uint64_t{1};
  return {first, (begin + bits + 7) / 8 - first, begin - first * 8};
}

/// Two bytes a word change places; what is stored in bytes stands as it is, unless it came in words (PS3.5
/// A.3, 7.3).
Bytes to_little_endian(ByteView stored, const PixelLayout& layout, bool in_words) {
  Bytes bytes(stored.begin(), stored.end());
  const bool whole_words = layout.bits_allocated % 8 == 0 && layout.bits_allocated > 8;
  const std::size_t width =
      whole_words ? static_cast<std::size_t>(layout.bits_allocated / 8) : (in_words ? 2 : 1);
  if (width > 1)
    for (std::size_t i = 0; i + width <= bytes.size(); i += width)
      std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                   bytes.begin() + static_cast<std::ptrdiff_t>(i + width));
  return bytes;
}

Result<void> decode_native(ByteView file, const DicomSlice& slice, bool big, std::span<std::byte> samples) {
  NativeRange range = native_range(slice);
  const bool in_words = big && as_text(file.subspan(slice.pixel_offset - 8, 2)) == "OW";
  if (in_words) range.count += range.count & 1;  // An odd number of bytes in words is padded to an even one.
  const std::uint64_t present = slice.pixel_offset <= file.size() ? file.size() - slice.pixel_offset : 0;
  if (range.first > present || range.count > present - range.first)
    return damaged("The file ends inside its pixels.");
  const ByteView stored = file.subspan(slice.pixel_offset + range.first, range.count);
  if (!big) {
    unpack(slice, slice.pixels, stored, samples, range.bit);
    return {};
  }
  unpack(slice, slice.pixels, to_little_endian(stored, slice.pixels, in_words), samples, range.bit);
  return {};
}

Result<void> decode_deflated(ByteView file, const DicomSlice& slice, std::span<std::byte> samples) {
  const std::size_t start = TRY(deflated_start(file));
  if (slice.pixel_offset < start) return damaged("The file's header is damaged.");
  const NativeRange range = native_range(slice);
  Bytes stored(range.count);
  TRY(inflate_range(file.subspan(start), DeflateKind::raw, slice.pixel_offset - start + range.first, stored));
  unpack(slice, slice.pixels, stored, samples, range.bit);
  return {};
}

/// Samples of one byte each become words.
void widen(Bytes& stored) {
  Bytes words(stored.size() * 2);
  for (std::size_t i = 0; i < stored.size(); ++i) words[2 * i] = stored[i];
  stored = std::move(words);
}

Result<PixelLayout> decode_frame(FrameCodec codec, ByteView frame, const PixelLayout& layout, Bytes& stored) {
  PixelLayout out = layout;
  switch (codec) {
    case FrameCodec::jpeg:
      return decode_dicom_jpeg(frame, layout, stored);
    case FrameCodec::jpeg_ls:
      return decode_jpeg_ls(frame, layout, stored);
    case FrameCodec::jpeg_2000:
      return decode_jpeg2000(frame, layout, stored);
    case FrameCodec::jpeg_xl:
      return decode_jpeg_xl(frame, layout, stored);
    case FrameCodec::rle:
      out.planar = false;  // Its planes come out by pixel.
      if (out.photometric == Photometric::ybr_full_422) out.photometric = Photometric::ybr_full;
      stored.resize(out.native_bytes());
      TRY(decode_rle(frame, out, stored));
      return out;
    case FrameCodec::none:
      if (frame.size() < layout.native_bytes()) return damaged("The frame ends early.");
      stored.assign(frame.begin(), frame.end());
      return out;
    case FrameCodec::deflate:
      TRY(check_ratio(layout.native_bytes(), 1032, frame.size()));
      stored.resize(layout.native_bytes());
      TRY(inflate_range(frame, DeflateKind::raw, 0, stored));
      return out;
  }
  std::abort();  // Not a value of the enum: memory is damaged.
}

Result<void> decode_encapsulated(ByteView file, const DicomSlice& slice, FrameCodec codec,
                                 std::span<std::byte> samples) {
  assert(slice.frame_index != nullptr && slice.frame + 1 < slice.frame_index->first.size());
  Bytes joined;
  const ByteView frame = TRY(frame_bytes(file, *slice.frame_index, slice.frame, joined));
  Bytes stored;
  PixelLayout layout = TRY(decode_frame(codec, frame, slice.pixels, stored));
  if (layout.samples == 1 && layout.bits_allocated == 8 && slice.pixels.bits_allocated > 8) {
    widen(stored);
    layout.bits_allocated = 16;
  }
  unpack(slice, layout, stored, samples);
  return {};
}

}  // namespace

Result<void> decode_dicom_pixels(ByteView file, const DicomSlice& slice, std::span<std::byte> samples) {
  assert(samples.size() == slice.pixels.decoded_bytes() && slice.frame < slice.frames);
  const DicomSyntax* syntax = find_dicom_syntax(slice.transfer_syntax);
  assert(syntax != nullptr);
  try {
    switch (syntax->coding) {
      case DicomCoding::native:
        return decode_native(file, slice, false, samples);
      case DicomCoding::native_big:
        return decode_native(file, slice, true, samples);
      case DicomCoding::deflated:
        return decode_deflated(file, slice, samples);
      case DicomCoding::encapsulated:
        return decode_encapsulated(file, slice, syntax->codec, samples);
    }
  } catch (const std::bad_alloc&) {
    return damaged("The picture claims more than memory holds.");
  }
  std::abort();  // Not a value of the enum: memory is damaged.
}

}  // namespace scanetrix
