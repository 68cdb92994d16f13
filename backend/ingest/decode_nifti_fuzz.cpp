// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_nifti.h"
#include "ingest/read_stored.h"

using namespace scanetrix;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t kLargest = 1u << 20;  // Beyond it a run only costs time.
  const ByteView file = std::as_bytes(std::span(data, size));
  if (!sniff_nifti(file)) return 0;
  auto header = inspect_nifti(file);
  if (header && stored_bytes(*header) <= kLargest)
    static_cast<void>(read_stored(std::move(*header), std::span(&file, 1)));
  return 0;
}
