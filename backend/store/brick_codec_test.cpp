// SPDX-License-Identifier: Apache-2.0
#include "store/brick_codec.h"

#include <gtest/gtest.h>

namespace scanetrix {
namespace {

Bytes noisy(std::size_t size) {
  Bytes bytes(size);
  unsigned state = 1;
  for (auto& byte : bytes) byte = static_cast<std::byte>((state = state * 1103515245 + 12345) >> 28);
  return bytes;
}

TEST(BrickCodec, EveryByteComesBackWhateverTheWidth) {
  for (const VoxelType type : {VoxelType::uint8, VoxelType::int16, VoxelType::float32, VoxelType::float64}) {
    for (const std::size_t count : {1u, 20u, 127u, 128u, 129u, 32768u}) {
      const Bytes samples = noisy(count * size_bytes(type));
      const Bytes frame = *compress_brick(samples, type);
      Bytes back(samples.size());
      ASSERT_TRUE(decompress_brick(frame, back)) << name_of(type) << " × " << count;
      EXPECT_EQ(back, samples);
    }
  }
}

TEST(BrickCodec, ABrickOfZerosIsNothing) {
  EXPECT_TRUE(compress_brick(Bytes(1000), VoxelType::int16)->empty());
}

TEST(BrickCodec, ADamagedOrCutFrameIsAnErrorNotACrash) {
  const Bytes samples = noisy(1 << 16);
  const Bytes frame = *compress_brick(samples, VoxelType::int16);
  Bytes back(samples.size());
  EXPECT_EQ(decompress_brick(ByteView(frame).first(40), back).error().code, ErrorCode::internal);
  EXPECT_EQ(decompress_brick(ByteView(frame).first(3), back).error().code, ErrorCode::internal);
  EXPECT_EQ(decompress_brick(frame, std::span(back).first(100)).error().code, ErrorCode::internal);
  Bytes damaged = frame;
  damaged[20] = std::byte{0xff};  // Length of the first stream.
  damaged[23] = std::byte{0x7f};
  EXPECT_EQ(decompress_brick(damaged, back).error().code, ErrorCode::internal);
}

}  // namespace
}  // namespace scanetrix
