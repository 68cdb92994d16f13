// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_pixels.h"

#include <dcmtk/config/osconfig.h>
// After osconfig.h, as DCMTK asks.
#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>

#include <algorithm>
#include <cassert>
#include <mutex>
#include <optional>

#include "ingest/decode_rle.h"
#include "ingest/dicom_fragments.h"
#include "ingest/dicom_syntax.h"
#include "ingest/inflate.h"
#include "ingest/jpeg_frame.h"
#include "ingest/pixel_layout.h"

namespace scanetrix {
namespace {

constexpr std::string_view kRle = "1.2.840.10008.1.2.5";

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

void register_codecs() {
  static std::once_flag once;
  std::call_once(once, [] {
    DJDecoderRegistration::registerCodecs(EDC_photometricInterpretation, EUC_default, EPC_colorByPixel);
    DJLSDecoderRegistration::registerCodecs(EJLSUC_default, EJLSPC_colorByPixel);
  });
}

/// From stored words to samples. `layout` is the slice's own, or what a codec made of it.
void unpack(const DicomSlice& slice, const PixelLayout& layout, ByteView stored,
            std::span<std::byte> samples) {
  if (layout.photometric == Photometric::palette)
    apply_palette(layout, slice.palette, stored, samples);
  else
    unpack_samples(layout, stored, samples);
}

/// Two bytes a word change places; what is stored in bytes stands as it is, unless it came in words (PS3.5
/// A.3, 7.3).
Bytes to_little_endian(ByteView stored, const PixelLayout& layout, bool in_words) {
  Bytes bytes(stored.begin(), stored.end());
  const std::size_t width =
      layout.bits_allocated == 8 ? (in_words ? 2 : 1) : static_cast<std::size_t>(layout.bits_allocated / 8);
  if (width > 1)
    for (std::size_t i = 0; i + width <= bytes.size(); i += width)
      std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                   bytes.begin() + static_cast<std::ptrdiff_t>(i + width));
  return bytes;
}

Result<void> decode_native_big(ByteView file, const DicomSlice& slice, std::span<std::byte> samples) {
  const bool in_words = as_text(file.subspan(slice.pixel_offset - 8, 2)) == "OW";
  // An odd number of bytes in words is padded to an even one.
  const std::uint64_t length =
      slice.pixels.native_bytes() + (slice.pixels.native_bytes() & (in_words ? 1u : 0u));
  if (length > file.size() - slice.pixel_offset) return damaged("The file ends inside its pixels.");
  const Bytes little = to_little_endian(file.subspan(slice.pixel_offset, length), slice.pixels, in_words);
  unpack(slice, slice.pixels, little, samples);
  return {};
}

Result<void> decode_deflated(ByteView file, const DicomSlice& slice, std::span<std::byte> samples) {
  // The meta group is never deflated; its own length stands in its first element (PS3.10 7.1).
  if (file.size() < 144) return damaged("The file ends inside its header.");
  const std::uint64_t meta_end = 144 + std::uint64_t{load<std::uint32_t>(file, 140)};
  if (meta_end > file.size() || slice.pixel_offset < meta_end)
    return damaged("The file's header is damaged.");
  Bytes stored(slice.pixels.native_bytes());
  TRY(inflate_range(file.subspan(meta_end), DeflateKind::raw, slice.pixel_offset - meta_end, stored));
  unpack(slice, slice.pixels, stored, samples);
  return {};
}

/// The frame header of a JPEG or JPEG-LS stream, which may reach over several fragments.
std::optional<JpegFrame> find_frame(const std::vector<ByteView>& fragments) {
  constexpr std::size_t kLongestHead = 1u << 20;
  auto frame = find_jpeg_frame(fragments.front());
  Bytes head(fragments.front().begin(), fragments.front().end());
  for (std::size_t i = 1; !frame && i < fragments.size() && head.size() < kLongestHead; ++i) {
    head.insert(head.end(), fragments[i].begin(), fragments[i].end());
    frame = find_jpeg_frame(head);
  }
  return frame;
}

/// Compares what the codec's own header says with the data set, before anything is decoded.
/// \return How many bits a sample of the codec's output takes: 8, or as allocated.
Result<int> check_codec_header(const std::vector<ByteView>& fragments, const DicomSlice& slice) {
  const PixelLayout& layout = slice.pixels;
  const auto frame = find_frame(fragments);
  if (!frame) return damaged("The compressed picture has no frame header.");
  if (frame->rows != layout.rows || frame->columns != layout.columns || frame->components != layout.samples ||
      frame->bits > layout.bits_allocated)
    return damaged(fmt::format(
        "The compressed picture is {} rows by {} columns with {} channels of {} bits, the file says "
        "{} by {} with {} of {}.",
        frame->rows, frame->columns, frame->components, frame->bits, layout.rows, layout.columns,
        layout.samples, layout.bits_stored));
  if (!has_end_of_image(fragments)) return damaged("The compressed picture ends early.");
  return frame->bits <= 8 ? 8 : layout.bits_allocated;
}

/// Decodes the one frame into `stored`. \return The colour model that came out, as DCMTK names it.
Result<std::string> decompress(ByteView file, Bytes& stored) {
  DcmInputBufferStream stream;
  stream.setBuffer(file.data(), static_cast<offile_off_t>(file.size()));
  stream.setEos();
  DcmFileFormat parsed;
  parsed.transferInit();
  const OFCondition read = parsed.read(stream);
  parsed.transferEnd();
  DcmDataset& dataset = *parsed.getDataset();
  DcmElement* element = nullptr;
  if (dataset.findAndGetElement(DCM_PixelData, element).bad() || element->ident() != EVR_PixelData)
    return damaged(fmt::format("The compressed picture cannot be read ({}).", read.text()));
  auto& pixels = *static_cast<DcmPixelData*>(element);  // ident() says that it is one.
  Uint32 fragment = 0;
  OFString color;
  const OFCondition decoded = pixels.getUncompressedFrame(&dataset, 0, fragment, stored.data(),
                                                          static_cast<Uint32>(stored.size()), color);
  if (decoded.bad())
    return damaged(fmt::format("The compressed picture cannot be decoded ({}).", decoded.text()));
  return std::string(color.c_str());
}

/// Samples of one byte each become words, from the back, in place.
void widen(std::span<std::byte> stored, std::size_t count) {
  for (std::size_t i = count; i-- > 0;) {
    stored[2 * i] = stored[i];
    stored[2 * i + 1] = std::byte{0};
  }
}

/// A frame of a JPEG kind, as words of the layout's width. `layout` becomes what came out.
Result<Bytes> decode_jpeg_frame(ByteView file, const std::vector<ByteView>& fragments,
                                const DicomSlice& slice, PixelLayout& layout) {
  const int bits = TRY(check_codec_header(fragments, slice));
  const std::uint64_t needed = layout.native_bytes();
  if (needed > 0xfffffffeu) return damaged("The picture is too large for its codec.");
  // DCMTK wants an even size. Zeroed: nothing of ours shows in a picture.
  Bytes stored(needed + (needed & 1));
  const std::string color = TRY(decompress(file, stored));
  if (bits == 8 && layout.bits_allocated == 16) widen(stored, needed / 2);
  if (layout.samples == 3 && color == "RGB") layout.photometric = Photometric::rgb;
  return stored;
}

Result<void> decode_encapsulated(ByteView file, const DicomSlice& slice, std::span<std::byte> samples) {
  const std::vector<ByteView> fragments = TRY(find_fragments(file, slice.pixel_offset));
  PixelLayout layout = slice.pixels;
  layout.planar = false;  // What the codecs give is colour by pixel.
  if (layout.photometric == Photometric::ybr_full_422) layout.photometric = Photometric::ybr_full;
  if (slice.transfer_syntax != kRle) {
    const Bytes stored = TRY(decode_jpeg_frame(file, fragments, slice, layout));
    unpack(slice, layout, stored, samples);
    return {};
  }
  if (fragments.size() != 1) return damaged("The compressed picture is in several fragments; RLE has one.");
  Bytes stored(layout.native_bytes());
  TRY(decode_rle(fragments.front(), layout, stored));
  unpack(slice, layout, stored, samples);
  return {};
}

}  // namespace

void prepare_dicom_codecs() {
  register_codecs();
}

Result<void> decode_dicom_pixels(ByteView file, const DicomSlice& slice, std::span<std::byte> samples) {
  assert(samples.size() == slice.pixels.decoded_bytes());
  register_codecs();
  const DicomSyntax* syntax = find_dicom_syntax(slice.transfer_syntax);
  assert(syntax != nullptr);
  try {
    switch (syntax->coding) {
      case DicomCoding::native:
        if (slice.pixel_offset > file.size() ||
            slice.pixels.native_bytes() > file.size() - slice.pixel_offset)
          return damaged("The file ends inside its pixels.");
        unpack(slice, slice.pixels, file.subspan(slice.pixel_offset), samples);
        return {};
      case DicomCoding::native_big:
        return decode_native_big(file, slice, samples);
      case DicomCoding::deflated:
        return decode_deflated(file, slice, samples);
      case DicomCoding::encapsulated:
        return decode_encapsulated(file, slice, samples);
    }
  } catch (const std::bad_alloc&) {
    return damaged("The picture claims more than memory holds.");
  }
  std::abort();  // Not a value of the enum: memory is damaged.
}

}  // namespace scanetrix
