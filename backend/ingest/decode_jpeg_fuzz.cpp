// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_jpeg.h"

using namespace scanetrix;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t kLargest = 1u << 20;  // Beyond it a run only costs time.
  const ByteView file = std::as_bytes(std::span(data, size));
  if (!sniff_jpeg(file)) return 0;
  const auto picture = inspect_jpeg(file);
  if (!picture || picture->bytes() > kLargest) return 0;
  Bytes samples(picture->bytes());
  static_cast<void>(decode_jpeg(file, *picture, samples));
  return 0;
}
