// SPDX-License-Identifier: Apache-2.0
#include "store/brick_codec.h"

#include <blosc.h>

#include <algorithm>

namespace scanetrix {
namespace {

/// Blocks of fewer values are never taken for split by c-blosc's decoder (BLOSC_MIN_BUFFERSIZE).
constexpr std::size_t kFewestSplit = 128;

/// Each plane of bytes gets a Zstandard stream, and so a Huffman table, of its own: 1.5 % smaller. c-blosc
/// knows this as a setting of the whole process.
bool planes_apart() {
  static const bool done = [] {
    blosc_set_splitmode(BLOSC_ALWAYS_SPLIT);
    return true;
  }();
  return done;
}

}  // namespace

Result<Bytes> compress_brick(ByteView samples, VoxelType type) {
  static_cast<void>(planes_apart());
  if (std::all_of(samples.begin(), samples.end(), [](std::byte b) { return b == std::byte{0}; }))
    return Bytes{};
  const std::size_t width = samples.size() / size_bytes(type) < kFewestSplit ? 1 : size_bytes(type);
  Bytes frame(samples.size() + BLOSC_MAX_OVERHEAD);
  const int size = blosc_compress_ctx(BrickCodec::level, width == 1 ? BLOSC_NOSHUFFLE : BLOSC_SHUFFLE, width,
                                      samples.size(), samples.data(), frame.data(), frame.size(),
                                      BrickCodec::compressor, samples.size(), 1);
  if (size <= 0) return fail(ErrorCode::internal, fmt::format("blosc could not compress a brick ({})", size));
  frame.resize(static_cast<std::size_t>(size));
  return frame;
}

Result<void> decompress_brick(ByteView frame, std::span<std::byte> samples) {
  std::size_t size = 0;
  if (blosc_cbuffer_validate(frame.data(), frame.size(), &size) != 0 || size != samples.size() ||
      blosc_decompress_ctx(frame.data(), samples.data(), samples.size(), 1) !=
          static_cast<int>(samples.size()))
    return fail(ErrorCode::internal, "a stored brick is damaged");
  return {};
}

}  // namespace scanetrix
