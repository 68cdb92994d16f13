// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tiffio.h>

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace scanetrix {

/// An open TIFF in memory. libtiff reports through it, never to the console.
class TiffFile {
 public:
  explicit TiffFile(ByteView file);
  ~TiffFile();
  TiffFile(const TiffFile&) = delete;
  TiffFile& operator=(const TiffFile&) = delete;

  [[nodiscard]] TIFF* get() const { return tiff_; }
  [[nodiscard]] std::uint64_t size() const { return file_.size(); }
  [[nodiscard]] int warnings() const { return warnings_; }
  /// "damaged", with the first thing that libtiff said.
  [[nodiscard]] Error error() const;

  /// Of a tag that has one value, or its default.
  template <typename Value>
  [[nodiscard]] Value field(std::uint32_t tag, Value missing) const {
    Value value = missing;
    return TIFFGetFieldDefaulted(tiff_, tag, &value) == 1 ? value : missing;
  }

 private:
  /// What libtiff calls to read and to report.
  struct Callbacks;

  ByteView file_;
  std::uint64_t at_ = 0;
  TIFF* tiff_ = nullptr;
  std::string message_;
  int warnings_ = 0;
};

}  // namespace scanetrix
