// SPDX-License-Identifier: Apache-2.0
#include "store/gzip_member.h"

#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <array>

namespace scanetrix {
namespace {

constexpr int kLevel = 2;
constexpr std::size_t kPiece = 1 << 20;

/// An empty block of stored bytes (RFC 1951 3.2.4) after its three header bits, and the last one of a stream.
constexpr std::array kEmptyBlock{std::byte{0}, std::byte{0}, std::byte{0xff}, std::byte{0xff}};
constexpr std::array kLastBlock{std::byte{1}, std::byte{0}, std::byte{0}, std::byte{0xff}, std::byte{0xff}};

struct FreeCompressor {
  void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
};

unsigned char* as_unsigned(std::byte* bytes) {
  return reinterpret_cast<unsigned char*>(bytes);
}

}  // namespace

struct GzipCompressor::Tools {
  std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor;
  z_stream inflater{};
  Bytes packed;
  Bytes unpacked;

  ~Tools() { inflateEnd(&inflater); }

  /// Takes the mark of the last block off `stream`, which holds `plain`, and ends it on a whole byte.
  /// The marks are found by unpacking, block by block, as zlib's gzjoin does.
  Result<void> open_end(Bytes& stream, ByteView plain);
};

Result<void> GzipCompressor::Tools::open_end(Bytes& stream, ByteView plain) {
  constexpr int kAtBlockEnd = 128;
  constexpr int kUnusedBits = 7;
  inflateReset(&inflater);
  inflater.next_in = as_unsigned(stream.data());
  inflater.avail_in = static_cast<uInt>(stream.size());
  inflater.next_out = as_unsigned(unpacked.data());
  inflater.avail_out = static_cast<uInt>(unpacked.size());

  std::byte* header = stream.data();  // The byte and bit in which the next block's header begins.
  auto last = std::byte{1};
  for (;;) {
    const bool is_last = (*header & last) != std::byte{0};
    *header &= ~last;
    int outcome = Z_OK;
    do {
      outcome = inflate(&inflater, Z_BLOCK);
    } while (outcome == Z_OK && (inflater.data_type & kAtBlockEnd) == 0);
    if (outcome != Z_OK) return fail(ErrorCode::internal, "a compressed part cannot be unpacked");
    const int unused = inflater.data_type & kUnusedBits;
    std::byte* next = reinterpret_cast<std::byte*>(inflater.next_in);
    if (is_last) {
      if (inflater.avail_in != 0 || inflater.total_out != plain.size() ||
          !std::equal(plain.begin(), plain.end(), unpacked.begin()))
        return fail(ErrorCode::internal, "a compressed part is not what went in");
      if (unused < 3) stream.push_back(std::byte{0});
      stream.insert(stream.end(), kEmptyBlock.begin(), kEmptyBlock.end());
      return {};
    }
    header = unused == 0 ? next : next - 1;
    last = unused == 0 ? std::byte{1} : static_cast<std::byte>(0x100 >> unused);
  }
}

GzipCompressor::GzipCompressor(std::unique_ptr<Tools> tools) : tools_(std::move(tools)) {}
GzipCompressor::GzipCompressor(GzipCompressor&&) noexcept = default;
GzipCompressor::~GzipCompressor() = default;

Result<GzipCompressor> GzipCompressor::create() {
  auto tools = std::make_unique<Tools>();
  tools->compressor.reset(libdeflate_alloc_compressor(kLevel));
  if (!tools->compressor || inflateInit2(&tools->inflater, -MAX_WBITS) != Z_OK)
    return fail(ErrorCode::too_large, "There is not enough memory to compress.");
  tools->unpacked.resize(kPiece);
  return GzipCompressor(std::move(tools));
}

Result<GzipPart> GzipCompressor::compress(ByteView plain) {
  libdeflate_compressor* compressor = tools_->compressor.get();
  GzipPart part;
  part.crc = libdeflate_crc32(0, plain.data(), plain.size());
  part.plain_bytes = plain.size();
  while (!plain.empty()) {
    const ByteView piece = plain.first(std::min(kPiece, plain.size()));
    Bytes& packed = tools_->packed;
    packed.resize(libdeflate_deflate_compress_bound(compressor, piece.size()));
    const std::size_t size =
        libdeflate_deflate_compress(compressor, piece.data(), piece.size(), packed.data(), packed.size());
    if (size == 0) return fail(ErrorCode::internal, "a part cannot be compressed");
    packed.resize(size);
    TRY(tools_->open_end(packed, piece));
    part.deflated.insert(part.deflated.end(), packed.begin(), packed.end());
    plain = plain.subspan(piece.size());
  }
  return part;
}

Bytes GzipMember::head() {
  Bytes head(10);
  head[0] = std::byte{0x1f};
  head[1] = std::byte{0x8b};
  head[2] = std::byte{8};    // Deflate.
  head[9] = std::byte{255};  // Operating system unknown; no time and no name, so that equal scans are equal.
  return head;
}

void GzipMember::add(const GzipPart& part) {
  crc_ = static_cast<std::uint32_t>(crc32_combine(crc_, part.crc, static_cast<z_off_t>(part.plain_bytes)));
  plain_bytes_ += part.plain_bytes;
}

Bytes GzipMember::tail() const {
  Bytes tail(kLastBlock.begin(), kLastBlock.end());
  for (const std::uint32_t number : {crc_, static_cast<std::uint32_t>(plain_bytes_)}) {
    const auto bytes = std::as_bytes(std::span(&number, 1));
    tail.insert(tail.end(), bytes.begin(), bytes.end());
  }
  return tail;
}

}  // namespace scanetrix
