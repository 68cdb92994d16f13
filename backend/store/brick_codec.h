// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "volume/voxel_type.h"

namespace scanetrix {

/// How a brick's bytes are packed: a Blosc 1 frame (c-blosc, README_CHUNK_FORMAT.rst), Zstandard, bytes of
/// the same weight together, one block a brick. docs/decisions/16-packing-of-bricks.md says why.
struct BrickCodec {
  static constexpr const char* compressor = "zstd";
  static constexpr int level = 1;
  /// As Zarr's codec "blosc" calls it.
  static const char* shuffle(VoxelType type) { return size_bytes(type) == 1 ? "noshuffle" : "shuffle"; }
};

/// Packs a brick. \return Nothing where all bytes are zero: such a brick is not stored.
/// One core, some 600 MB a second; safe from any thread. \error internal
[[nodiscard]] Result<Bytes> compress_brick(ByteView samples, VoxelType type);

/// Fills `samples`, which has the brick's exact size. \error internal  The frame is damaged or of another
/// size.
[[nodiscard]] Result<void> decompress_brick(ByteView frame, std::span<std::byte> samples);

}  // namespace scanetrix
