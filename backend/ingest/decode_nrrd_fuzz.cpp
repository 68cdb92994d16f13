// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_nrrd.h"
#include "ingest/read_stored.h"

using namespace scanetrix;

/// The data of a detached header are the header's own bytes: as good as any.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t kLargest = 1u << 20;  // Beyond it a run only costs time.
  const ByteView file = std::as_bytes(std::span(data, size));
  if (!sniff_nrrd(file)) return 0;
  auto header = inspect_nrrd(file);
  if (!header || stored_bytes(*header) > kLargest || header->data.names.size() > 100) return 0;
  const std::vector<ByteView> files(std::max<std::size_t>(header->data.names.size(), 1), file);
  static_cast<void>(read_stored(std::move(*header), files));
  return 0;
}
