// SPDX-License-Identifier: Apache-2.0
#include "store/gzip_member.h"

#include <gtest/gtest.h>
#include <libdeflate.h>
#include <zlib.h>

#include <random>

namespace scanetrix {
namespace {

/// Parts as one member, as a file holds it.
Bytes member_of(const std::vector<Bytes>& parts) {
  auto compressor = *GzipCompressor::create();
  GzipMember member;
  Bytes file = GzipMember::head();
  for (const Bytes& plain : parts) {
    const auto part = *compressor.compress(plain);
    file.insert(file.end(), part.deflated.begin(), part.deflated.end());
    member.add(part);
  }
  const Bytes tail = member.tail();
  file.insert(file.end(), tail.begin(), tail.end());
  return file;
}

Bytes joined(const std::vector<Bytes>& parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// What zlib reads before the first member's end. It checks the CRC and the length.
Bytes read_by_zlib(const Bytes& file, std::size_t expected) {
  z_stream stream{};
  inflateInit2(&stream, 16 + MAX_WBITS);
  Bytes plain(expected + 1);
  Bytes copy = file;
  stream.next_in = reinterpret_cast<Bytef*>(copy.data());
  stream.avail_in = static_cast<uInt>(copy.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  EXPECT_EQ(stream.avail_in, 0u) << "something stands after the first member";
  plain.resize(stream.total_out);
  inflateEnd(&stream);
  return plain;
}

Bytes read_by_libdeflate(const Bytes& file, std::size_t expected) {
  libdeflate_decompressor* decompressor = libdeflate_alloc_decompressor();
  Bytes plain(expected);
  std::size_t consumed = 0;
  std::size_t made = 0;
  EXPECT_EQ(libdeflate_gzip_decompress_ex(decompressor, file.data(), file.size(), plain.data(), plain.size(),
                                          &consumed, &made),
            LIBDEFLATE_SUCCESS);
  EXPECT_EQ(consumed, file.size());
  libdeflate_free_decompressor(decompressor);
  plain.resize(made);
  return plain;
}

Bytes noise(std::size_t size, int levels, unsigned seed) {
  std::mt19937 random(seed);
  Bytes bytes(size);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random() % static_cast<unsigned>(levels));
  return bytes;
}

void expect_whole(const std::vector<Bytes>& parts) {
  const Bytes plain = joined(parts);
  const Bytes file = member_of(parts);
  EXPECT_EQ(read_by_zlib(file, plain.size()), plain);
  EXPECT_EQ(read_by_libdeflate(file, plain.size()), plain);
}

TEST(GzipMember, TwoReadersTakeAllPartsForOneMember) {
  expect_whole({noise(3'000'000, 40, 1), noise(10, 256, 2), Bytes(700'000), noise(900'000, 256, 3)});
}

TEST(GzipMember, NoPartsMakeAnEmptyFile) {
  expect_whole({});
  expect_whole({Bytes{}, Bytes{}});
}

/// Where a stream ends within its last byte decides how the next one is joined on: lengths and contents that
/// meet every bit.
TEST(GzipMember, PartsMayEndAtAnyBit) {
  std::vector<Bytes> parts;
  for (unsigned n = 1; n <= 300; ++n) parts.push_back(noise(n * 7, 2 + static_cast<int>(n % 200), n));
  expect_whole(parts);
}

/// Contents that change make libdeflate begin new blocks, so that the last one is somewhere in the stream.
TEST(GzipMember, ThePartMayHoldManyBlocksOfAllKinds) {
  std::vector<Bytes> stretches;
  for (unsigned n = 0; n < 40; ++n)
    stretches.push_back(n % 3 == 0 ? Bytes(30'000) : noise(30'000, n % 3 == 1 ? 256 : 5, n));
  expect_whole({joined(stretches)});
}

}  // namespace
}  // namespace scanetrix
