// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_jpeg_xl.h"

using namespace scanetrix;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t kLargest = 1u << 20;  // Beyond it a run only costs time.
  const ByteView stream = std::as_bytes(std::span(data, size));
  const PixelLayout layout{.rows = 8, .columns = 16, .bits_allocated = 16, .bits_stored = 12, .high_bit = 11};
  Bytes stored;
  static_cast<void>(decode_jpeg_xl(stream, layout, stored));
  if (!sniff_jpeg_xl(stream)) return 0;
  const auto picture = inspect_jpeg_xl(stream);
  if (!picture || picture->bytes() > kLargest) return 0;
  Bytes samples(picture->bytes());
  static_cast<void>(decode_jpeg_xl_picture(stream, *picture, samples));
  return 0;
}
