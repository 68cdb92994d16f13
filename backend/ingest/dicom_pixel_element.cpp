// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_pixel_element.h"

#include <algorithm>
#include <optional>

#include "ingest/inflate.h"
#include "ingest/limits.h"
#include "ingest/pixel_layout.h"

namespace scanetrix {
namespace {

constexpr std::uint32_t kUndefined = 0xffffffff;
constexpr std::uint16_t kPixelGroup = 0x7fe0;

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

auto refuse(std::string message) {
  return fail(ErrorCode::unsupported, "unsupported_pixel_format", std::move(message));
}

/// One element's head.
struct Head {
  std::uint16_t element = 0;
  std::size_t value = 0;  ///< Offset.
  std::uint32_t length = 0;
};

class Walk {
 public:
  Walk(ByteView file, bool big) : file_(file), big_(big) {}

  /// None where no element of the group stands at `at`.
  [[nodiscard]] std::optional<Head> read(std::size_t at) const {
    if (at + 8 > file_.size() || number<std::uint16_t>(at) != kPixelGroup) return std::nullopt;
    Head head{.element = number<std::uint16_t>(at + 2), .value = at + 8};
    const std::string_view vr = as_text(file_.subspan(at + 4, 2));
    if (vr == "OB" || vr == "OW" || vr == "OF" || vr == "OD" || vr == "OV" || vr == "UN") {
      if (at + 12 > file_.size()) return std::nullopt;
      head.value = at + 12;
      head.length = number<std::uint32_t>(at + 8);
    } else if (vr == "UL") {  // The group's length, retired.
      head.length = number<std::uint16_t>(at + 6);
    } else {
      head.length = number<std::uint32_t>(at + 4);
    }
    return head;
  }

 private:
  template <typename T>
  [[nodiscard]] T number(std::size_t at) const {
    const T value = load<T>(file_, at);
    return big_ ? byte_swapped(value) : value;
  }

  ByteView file_;
  bool big_;
};

/// What a frame of these needs at least in a compressed file; see check_ratio().
Result<void> check_encapsulated(ByteView file, const DicomSyntax& syntax, DicomSlice& slice) {
  const PixelLayout& layout = slice.pixels;
  const bool words = syntax.codec == FrameCodec::jpeg || syntax.codec == FrameCodec::jpeg_ls ||
                     syntax.codec == FrameCodec::jpeg_xl;
  if (layout.is_float) return refuse("Compressed floating-point pixels are not read.");
  if (words && layout.bits_allocated > 16) return refuse("Compressed pixels of 32 bits are not read yet.");
  if (syntax.codec == FrameCodec::jpeg_2000 && layout.bits_allocated > 32)
    return refuse("Compressed pixels of 64 bits are not read yet.");
  if (syntax.codec == FrameCodec::rle && layout.bits_allocated % 8 != 0)
    return refuse("Bits that are packed and then compressed with RLE are not read.");
  // The best that a codec of these makes of an empty picture is JPEG-LS' run of 32768 pixels in a bit.
  return check_ratio(std::uint64_t{layout.rows} * layout.columns, 8 * 32768, file.size());
}

Result<void> index_fragments(ByteView file, const DicomSyntax& syntax, std::vector<std::uint64_t> extended,
                             DicomSlice& slice) {
  const StreamStart start = syntax.codec == FrameCodec::jpeg || syntax.codec == FrameCodec::jpeg_ls
                                ? StreamStart::jpeg
                            : syntax.codec == FrameCodec::jpeg_2000 ? StreamStart::jpeg_2000
                            : syntax.codec == FrameCodec::jpeg_xl   ? StreamStart::jpeg_xl
                                                                    : StreamStart::none;
  auto index = TRY(index_frames(file, slice.pixel_offset, slice.frames, start, std::move(extended)));
  if (index.table_ignored)
    slice.warnings.push_back(
        {"offset_table_ignored",
         "The file's table of frames does not fit its frames. They were found without it."});
  if (index.frames_beyond > 0)
    slice.warnings.push_back(
        {"frames_left_out", "The file holds more pictures than it says. The first is shown."});
  slice.frame_index = std::make_shared<const FrameIndex>(std::move(index));
  return {};
}

/// The bytes of all frames, as they would stand natively.
Result<std::uint64_t> all_bytes(const PixelLayout& layout, std::uint32_t frames) {
  std::uint64_t bits = 0;
  if (!multiply_checked(layout.native_bits(), frames, bits) || bits > ~std::uint64_t{7})
    return damaged("The file claims more pixels than any file holds.");
  return (bits + 7) / 8;
}

}  // namespace

Result<PixelElement> locate_pixels(ByteView file, std::size_t offset, bool big) {
  const Walk walk(file, big);
  // Twelve bytes with a VR, eight without; some files have none though their transfer syntax demands one.
  std::optional<Head> head;
  for (const std::size_t size : {12u, 8u}) {
    if (offset < size) continue;
    head = walk.read(offset - size);
    if (head && head->value == offset) break;
    head.reset();
  }
  PixelElement found;
  std::vector<std::uint64_t> offsets;
  while (head) {
    if (head->element == 0x0010 || head->element == 0x0008 || head->element == 0x0009) {
      found.offset = head->value;
      found.length = head->length;
      found.float_bits = head->element == 0x0008 ? 32 : head->element == 0x0009 ? 64 : 0;
      return found;
    }
    if (head->length > file.size() - head->value) break;
    if (head->element == 0x0001)
      for (std::size_t i = 0; i + 8 <= head->length; i += 8)
        found.extended_offsets.push_back(load<std::uint64_t>(file, head->value + i));
    head = walk.read(head->value + head->length);
  }
  return damaged("The picture's data are missing.");
}

Result<std::size_t> deflated_start(ByteView file) {
  // The meta group is never deflated; its own length stands in its first element (PS3.10 7.1).
  if (file.size() < 144) return damaged("The file ends inside its header.");
  const std::uint64_t end = 144 + std::uint64_t{load<std::uint32_t>(file, 140)};
  if (end > file.size()) return damaged("The file's header is damaged.");
  return static_cast<std::size_t>(end);
}

Result<PixelElement> locate_deflated_pixels(ByteView file, std::size_t offset) {
  const std::size_t start = TRY(deflated_start(file));
  Bytes head(12);  // Deflated is always explicit little endian.
  if (offset < start + head.size()) return damaged("The picture's data are missing.");
  TRY(inflate_range(file.subspan(start), DeflateKind::raw, offset - start - head.size(), head));
  PixelElement element = TRY(locate_pixels(head, head.size(), false));
  if (element.offset != head.size()) return damaged("The picture's data are missing.");
  element.offset = offset;
  return element;
}

Result<void> fit_pixels(ByteView file, const DicomSyntax& syntax, PixelElement element, DicomSlice& slice) {
  PixelLayout& layout = slice.pixels;
  slice.pixel_offset = element.offset;
  slice.pixel_length = element.length;
  if (element.float_bits != 0) {
    if (layout.bits_allocated != element.float_bits || layout.samples != 1 ||
        layout.photometric == Photometric::palette)
      return damaged("The file's floating-point pixels do not fit its description of them.");
    layout.is_float = true;
    layout.bits_stored = layout.bits_allocated;
    layout.high_bit = layout.bits_allocated - 1;
  }
  if (layout.photometric == Photometric::ybr_jpeg2000 && syntax.codec != FrameCodec::jpeg_2000)
    return refuse("The file says that JPEG 2000 transformed its colours, but it is not JPEG 2000.");
  if (layout.photometric == Photometric::xyb && syntax.codec != FrameCodec::jpeg_xl)
    return refuse("The file says that JPEG XL transformed its colours, but it is not JPEG XL.");
  if (syntax.coding == DicomCoding::native_big && layout.bits_allocated % 8 != 0 &&
      layout.bits_allocated != 1 && layout.bits_allocated != 12)
    return refuse(
        fmt::format("Pixels of {} bits are not read from big endian files.", layout.bits_allocated));
  if (layout.bits_allocated == 64 && !layout.is_float && layout.bits_stored > 53)
    slice.warnings.push_back({"precision_lost", "Whole numbers of 64 bits are rounded to 53 bits."});

  const bool undefined = slice.pixel_length == kUndefined;
  if (syntax.coding == DicomCoding::encapsulated) {
    if (!undefined) return damaged("The pixel data are not in fragments, as their transfer syntax demands.");
    TRY(check_encapsulated(file, syntax, slice));
    return index_fragments(file, syntax, std::move(element.extended_offsets), slice);
  }
  if (undefined)
    return damaged("The pixel data are in fragments, which their transfer syntax does not allow.");
  if (syntax.coding == DicomCoding::deflated)
    return check_ratio(TRY(all_bytes(layout, slice.frames)), 1032, file.size());
  const bool halved =
      layout.photometric == Photometric::ybr_full_422 || layout.photometric == Photometric::ybr_partial_422;
  if (layout.photometric == Photometric::ybr_full_422 &&
      slice.pixel_length >= TRY(all_bytes(layout, slice.frames)) / 2 * 3)
    layout.photometric = Photometric::ybr_full;  // Named 4:2:2, stored in full: the length tells.
  else if (halved && layout.columns % 2 != 0)
    return damaged("Colour at half width needs an even number of columns.");
  const std::uint64_t needed = TRY(all_bytes(layout, slice.frames));
  const std::uint64_t present = std::min<std::uint64_t>(slice.pixel_length, file.size() - slice.pixel_offset);
  if (present < needed)
    return damaged(
        fmt::format("The file ends early: {} bytes of pixels, {} were expected.", present, needed));
  return {};
}

}  // namespace scanetrix
