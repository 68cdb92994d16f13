// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dcmtk/config/osconfig.h>
// After osconfig.h, as DCMTK asks.
#include <dcmtk/dcmdata/dcistrma.h>

#include "base/bytes.h"

namespace scanetrix {

/// A file in memory for DCMTK to parse. Unlike DcmInputBufferStream it lets DCMTK pass over long values and
/// come back for those that are asked for: nothing is copied that is not looked at, and no memory is taken
/// for a length that the file only claims. The bytes must outlive the stream and every data set read from it.
class DicomMemoryStream final : public DcmInputStream {
 public:
  /// \param start  Where reading begins.
  explicit DicomMemoryStream(ByteView file, std::size_t start = 0)
      : DcmInputStream(&producer_), producer_(file, start) {}

  /// Null inside a deflated data set, whose places are not places in the file.
  [[nodiscard]] DcmInputStreamFactory* newFactory() const override;

 private:
  class Producer final : public DcmProducer {
   public:
    Producer(ByteView file, std::size_t start) : file_(file), at_(start) {}

    OFBool good() const override { return status_.good(); }
    OFCondition status() const override { return status_; }
    OFBool eos() override { return at_ == file_.size(); }
    offile_off_t avail() override { return static_cast<offile_off_t>(file_.size() - at_); }
    offile_off_t read(void* to, offile_off_t length) override;
    offile_off_t skip(offile_off_t length) override;
    void putback(offile_off_t length) override;

    [[nodiscard]] ByteView file() const { return file_; }
    [[nodiscard]] std::size_t at() const { return at_; }

   private:
    [[nodiscard]] std::size_t at_most(offile_off_t length) const;

    ByteView file_;
    std::size_t at_;
    OFCondition status_ = EC_Normal;
  };

  Producer producer_;
};

}  // namespace scanetrix
