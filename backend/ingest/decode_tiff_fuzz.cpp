// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ingest/decode_tiff.h"

using namespace scanetrix;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t kLargest = 1u << 20;  // Beyond it a run only costs time.
  constexpr std::int64_t kPages = 4;
  const ByteView file = std::as_bytes(std::span(data, size));
  if (!sniff_tiff(file)) return 0;
  const auto picture = inspect_tiff(file);
  if (!picture || picture->bytes() > kLargest) return 0;
  for (std::int64_t page = 0; page < std::min(picture->page_count(), kPages); ++page) {
    Bytes samples(picture->bytes());
    static_cast<void>(decode_tiff(file, *picture, page, samples));
  }
  return 0;
}
