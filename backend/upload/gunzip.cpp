// SPDX-License-Identifier: Apache-2.0
#include "upload/gunzip.h"

#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

namespace scanetrix {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib.h: 16 asks for gzip's header and trailer, checked.

auto broken() {
  return fail(ErrorCode::bad_input, "damaged", "the gzip stream is cut or broken");
}

}  // namespace

struct GunzipReader::State {
  FileHandle file;
  z_stream stream{};
  std::array<std::byte, 65536> packed;
  std::int64_t packed_bytes_read = 0;
  bool between_members = false;

  ~State() { ::inflateEnd(&stream); }

  /// \return Whether there is something to unpack.
  Result<bool> refill() {
    if (stream.avail_in > 0) return true;
    for (;;) {
      const auto count = ::read(file.get(), packed.data(), packed.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return fail(ErrorCode::unavailable, "cannot read a packed file");
      packed_bytes_read += count;
      stream.next_in = reinterpret_cast<Bytef*>(packed.data());
      stream.avail_in = static_cast<uInt>(count);
      return count > 0;
    }
  }

  /// Passes over padding. \return Whether another member follows.
  Result<bool> enter_next_member() {
    while (TRY(refill())) {
      while (stream.avail_in > 0 && *stream.next_in == 0) {
        ++stream.next_in;
        --stream.avail_in;
      }
      if (stream.avail_in == 0) continue;
      ::inflateReset(&stream);
      between_members = false;
      return true;
    }
    return false;
  }
};

GunzipReader::GunzipReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
GunzipReader::GunzipReader(GunzipReader&&) noexcept = default;
GunzipReader& GunzipReader::operator=(GunzipReader&&) noexcept = default;
GunzipReader::~GunzipReader() = default;

Result<GunzipReader> GunzipReader::open(const fs::path& path) {
  auto state = std::make_unique<State>();
  state->file = TRY(open_to_read(path));
  if (::inflateInit2(&state->stream, kGzipWindow) != Z_OK)
    return fail(ErrorCode::unavailable, "no memory to unpack");
  return GunzipReader(std::move(state));
}

Result<std::size_t> GunzipReader::read(std::span<std::byte> out) {
  z_stream& stream = state_->stream;
  const std::size_t wanted = std::min<std::size_t>(out.size(), std::numeric_limits<uInt>::max());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(wanted);
  while (stream.avail_out > 0) {
    if (state_->between_members && !TRY(state_->enter_next_member())) break;
    if (!TRY(state_->refill())) return broken();
    const int status = ::inflate(&stream, Z_NO_FLUSH);
    if (status == Z_STREAM_END)
      state_->between_members = true;
    else if (status != Z_OK)
      return broken();
  }
  return wanted - stream.avail_out;
}

std::int64_t GunzipReader::packed_bytes_read() const {
  return state_->packed_bytes_read;
}

}  // namespace scanetrix
