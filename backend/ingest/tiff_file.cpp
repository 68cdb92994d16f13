// SPDX-License-Identifier: Apache-2.0
#include "ingest/tiff_file.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>

#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

/// libtiff's own tables and buffers.
constexpr tmsize_t kLargestAllocation = 256l << 20;

}  // namespace

struct TiffFile::Callbacks {
  static TiffFile& self(void* data) { return *static_cast<TiffFile*>(data); }
  static int on_error(TIFF*, void* data, const char*, const char* format, va_list values) {
    std::array<char, 160> text{};
    std::vsnprintf(text.data(), text.size(), format, values);
    if (self(data).message_.empty()) self(data).message_ = one_line(text.data());
    return 1;
  }
  static int on_warning(TIFF*, void* data, const char*, const char*, va_list) {
    ++self(data).warnings_;
    return 1;
  }
  static tmsize_t on_read(thandle_t data, void* out, tmsize_t count) {
    TiffFile& file = self(data);
    if (file.at_ >= file.file_.size() || count <= 0) return 0;
    const std::size_t got = std::min(static_cast<std::size_t>(count), file.file_.size() - file.at_);
    std::memcpy(out, file.file_.data() + file.at_, got);
    file.at_ += got;
    return static_cast<tmsize_t>(got);
  }
  static tmsize_t on_write(thandle_t, void*, tmsize_t) { return -1; }
  static toff_t on_seek(thandle_t data, toff_t offset, int whence) {
    TiffFile& file = self(data);
    const std::uint64_t base = whence == SEEK_CUR ? file.at_ : whence == SEEK_END ? file.file_.size() : 0;
    file.at_ = base + offset;
    return file.at_;
  }
  static int on_close(thandle_t) { return 0; }
  static toff_t on_size(thandle_t data) { return self(data).file_.size(); }
  static int on_map(thandle_t data, void** base, toff_t* size) {
    *base = const_cast<std::byte*>(self(data).file_.data());  // Only read.
    *size = self(data).file_.size();
    return 1;
  }
  static void on_unmap(thandle_t, void*, toff_t) {}
};

TiffFile::TiffFile(ByteView file) : file_(file) {
  TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
  if (options == nullptr) return;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, kLargestAllocation);
  TIFFOpenOptionsSetErrorHandlerExtR(options, Callbacks::on_error, this);
  TIFFOpenOptionsSetWarningHandlerExtR(options, Callbacks::on_warning, this);
  // c: strips as they are; D: their tables when they are needed.
  tiff_ = TIFFClientOpenExt("picture", "rcD", this, Callbacks::on_read, Callbacks::on_write,
                            Callbacks::on_seek, Callbacks::on_close, Callbacks::on_size, Callbacks::on_map,
                            Callbacks::on_unmap, options);
  TIFFOpenOptionsFree(options);
}

TiffFile::~TiffFile() {
  if (tiff_ != nullptr) TIFFClose(tiff_);
}

Error TiffFile::error() const {
  return {ErrorCode::bad_input,
          fmt::format("The TIFF cannot be read: {}.", message_.empty() ? "it contradicts itself" : message_),
          "damaged"};
}

}  // namespace scanetrix
