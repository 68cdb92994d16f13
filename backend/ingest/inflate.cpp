// SPDX-License-Identifier: Apache-2.0
#include "ingest/inflate.h"

#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "ingest/limits.h"

namespace scanetrix {
namespace {

/// zlib's stream over bytes in memory.
class Inflater {
 public:
  Inflater(ByteView packed, DeflateKind kind) : packed_(packed), kind_(kind) {
    const bool zlib_header =
        kind == DeflateKind::raw && packed.size() >= 2 && (std::to_integer<int>(packed[0]) & 0x0f) == 8 &&
        (std::to_integer<unsigned>(packed[0]) * 256 + std::to_integer<unsigned>(packed[1])) % 31 == 0;
    const int window = kind == DeflateKind::gzip ? 16 + MAX_WBITS : zlib_header ? MAX_WBITS : -MAX_WBITS;
    ready_ = inflateInit2(&stream_, window) == Z_OK;
  }
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Fills as much of `out` as it can; returns how much.
  std::size_t read(std::span<std::byte> out) {
    std::size_t done = 0;
    while (ready_ && done < out.size()) {
      if (stream_.avail_in == 0) feed();
      const auto room = std::min<std::size_t>(out.size() - done, std::numeric_limits<uInt>::max());
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + done);
      stream_.avail_out = static_cast<uInt>(room);
      const int status = inflate(&stream_, Z_NO_FLUSH);
      done += room - stream_.avail_out;
      if (status == Z_STREAM_END) {
        if (!next_member()) break;
      } else if (status != Z_OK) {
        break;  // Broken, or out of input.
      }
    }
    return done;
  }

 private:
  void feed() {
    const auto count = std::min<std::size_t>(packed_.size(), std::numeric_limits<uInt>::max());
    stream_.next_in =
        reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed_.data()));  // zlib only reads it.
    stream_.avail_in = static_cast<uInt>(count);
    packed_ = packed_.subspan(count);
  }

  bool next_member() {
    if (kind_ != DeflateKind::gzip) return false;
    if (stream_.avail_in == 0) feed();
    return stream_.avail_in >= 2 && stream_.next_in[0] == 0x1f && stream_.next_in[1] == 0x8b &&
           inflateReset(&stream_) == Z_OK;
  }

  ByteView packed_;
  DeflateKind kind_;
  z_stream stream_{};
  bool ready_ = false;
};

/// All of gzip's members, if they make exactly `out`. What else there is to say about them, zlib says.
bool inflate_whole_gzip(ByteView packed, std::span<std::byte> out) {
  const std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> decompressor(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  if (!decompressor) return false;
  while (is_gzip(packed)) {
    std::size_t taken = 0;
    std::size_t made = 0;
    if (libdeflate_gzip_decompress_ex(decompressor.get(), packed.data(), packed.size(), out.data(),
                                      out.size(), &taken, &made) != LIBDEFLATE_SUCCESS)
      return false;
    packed = packed.subspan(taken);
    out = out.subspan(made);
  }
  return out.empty();
}

}  // namespace

bool is_gzip(ByteView bytes) {
  return bytes.size() >= 18 && bytes[0] == std::byte{0x1f} && bytes[1] == std::byte{0x8b};
}

Result<void> inflate_range(ByteView packed, DeflateKind kind, std::uint64_t first, std::span<std::byte> out) {
  Inflater inflater(packed, kind);
  Bytes skipped(static_cast<std::size_t>(std::min<std::uint64_t>(first, 64 * 1024)));
  std::uint64_t left = first;
  while (left > 0) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left, skipped.size()));
    if (inflater.read(std::span(skipped).first(count)) < count)
      return fail(ErrorCode::bad_input, "damaged", "The compressed data end before the picture begins.");
    left -= count;
  }
  const std::size_t done = inflater.read(out);
  if (done < out.size())
    return fail(ErrorCode::bad_input, "damaged",
                fmt::format("The compressed data end early or are broken: {} bytes, {} were expected.", done,
                            out.size()));
  return {};
}

Result<Bytes> inflate_first(ByteView packed, DeflateKind kind, std::uint64_t size) {
  TRY(check_ratio(size, 1032, packed.size()));  // The most that deflate packs.
  Bytes out(size);
  if (kind == DeflateKind::gzip && inflate_whole_gzip(packed, out)) return out;
  std::fill(out.begin(), out.end(), std::byte{});
  TRY(inflate_range(packed, kind, 0, out));
  return out;
}

Bytes inflate_start(ByteView packed, DeflateKind kind, std::size_t count) {
  Inflater inflater(packed, kind);
  Bytes start(count);
  start.resize(inflater.read(start));
  return start;
}

}  // namespace scanetrix
