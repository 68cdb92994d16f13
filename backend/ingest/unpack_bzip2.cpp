// SPDX-License-Identifier: Apache-2.0
#include "ingest/unpack_bzip2.h"

#include <bzlib.h>

#include <algorithm>
#include <limits>

namespace scanetrix {
namespace {

/// bzip2's stream over bytes in memory.
class Unpacker {
 public:
  explicit Unpacker(ByteView packed) : packed_(packed) { start(); }
  ~Unpacker() { stop(); }
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  /// Fills as much of `out` as it can; returns how much.
  std::size_t read(std::span<std::byte> out) {
    std::size_t done = 0;
    while (ready_ && done < out.size()) {
      if (stream_.avail_in == 0) feed();
      const auto room = std::min<std::size_t>(out.size() - done, std::numeric_limits<unsigned>::max());
      const unsigned before = stream_.avail_in;
      stream_.next_out = reinterpret_cast<char*>(out.data() + done);
      stream_.avail_out = static_cast<unsigned>(room);
      const int status = BZ2_bzDecompress(&stream_);
      const std::size_t made = room - stream_.avail_out;
      done += made;
      if (status == BZ_STREAM_END)
        next_stream();
      else if (status != BZ_OK || (made == 0 && before == 0))
        break;  // Broken, or out of input.
    }
    return done;
  }

 private:
  void start() {
    stream_.bzalloc = nullptr;
    stream_.bzfree = nullptr;
    stream_.opaque = nullptr;
    ready_ = BZ2_bzDecompressInit(&stream_, 0, 0) == BZ_OK;
  }
  void stop() {
    if (ready_) BZ2_bzDecompressEnd(&stream_);
    ready_ = false;
  }
  void feed() {
    const auto count = std::min<std::size_t>(packed_.size(), std::numeric_limits<unsigned>::max());
    stream_.next_in =
        reinterpret_cast<char*>(const_cast<std::byte*>(packed_.data()));  // bzip2 only reads it.
    stream_.avail_in = static_cast<unsigned>(count);
    packed_ = packed_.subspan(count);
  }
  void next_stream() {
    stop();
    if (stream_.avail_in == 0) feed();
    if (stream_.avail_in > 0) start();
  }

  ByteView packed_;
  bz_stream stream_{};
  bool ready_ = false;
};

}  // namespace

Result<Bytes> unpack_bzip2(ByteView packed, std::uint64_t size) {
  constexpr std::uint64_t kFirstStep = 1 << 20;
  Unpacker unpacker(packed);
  Bytes out;
  while (out.size() < size) {
    const std::size_t had = out.size();
    out.resize(std::min(size, std::max<std::uint64_t>(kFirstStep, 2 * had)));
    const std::size_t made = unpacker.read(std::span(out).subspan(had));
    if (made < out.size() - had)
      return fail(ErrorCode::bad_input, "damaged",
                  fmt::format("The compressed data end early or are broken: {} bytes, {} were expected.",
                              had + made, size));
  }
  return out;
}

}  // namespace scanetrix
