// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_pixel_element.h"

#include <algorithm>
#include <string_view>

#include "ingest/limits.h"

namespace scanetrix {
namespace {

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

}  // namespace

Result<PixelElement> locate_pixels(ByteView file, std::size_t offset, bool big) {
  const std::string_view tag =
      big ? std::string_view("\x7f\xe0\x00\x10", 4) : std::string_view("\xe0\x7f\x10\x00", 4);
  // Twelve bytes with a VR, eight without; some files have none though their transfer syntax demands one.
  const auto begins = [&](std::size_t head) {
    return offset >= head && offset <= file.size() && as_text(file.subspan(offset - head, 4)) == tag;
  };
  if (!begins(12) && !begins(8)) return damaged("The picture's data are missing.");
  auto length = load<std::uint32_t>(file, offset - 4);
  if (big) length = byte_swapped(length);
  return PixelElement{offset, length};
}

Result<void> check_pixel_length(ByteView file, const DicomSyntax& syntax, DicomSlice& slice) {
  const bool undefined = slice.pixel_length == 0xffffffffu;
  if (syntax.coding == DicomCoding::encapsulated) {
    if (!undefined) return damaged("The pixel data are not in fragments, as their transfer syntax demands.");
    // The best that a codec of these makes of an empty picture is JPEG-LS' run of 32768 pixels in a bit.
    return check_ratio(std::uint64_t{slice.pixels.rows} * slice.pixels.columns, 8 * 32768, file.size());
  }
  if (undefined)
    return damaged("The pixel data are in fragments, which their transfer syntax does not allow.");
  if (syntax.coding == DicomCoding::deflated)
    return check_ratio(slice.pixels.native_bytes(), 1032, file.size());
  if (slice.pixels.photometric == Photometric::ybr_full_422 &&
      slice.pixel_length >= slice.pixels.native_bytes() / 2 * 3)
    slice.pixels.photometric = Photometric::ybr_full;  // Named 4:2:2, stored in full: the length tells.
  const std::uint64_t needed = slice.pixels.native_bytes();
  const std::uint64_t present = std::min<std::uint64_t>(slice.pixel_length, file.size() - slice.pixel_offset);
  if (present < needed)
    return damaged(
        fmt::format("The file ends early: {} bytes of pixels, {} were expected.", present, needed));
  return {};
}

}  // namespace scanetrix
