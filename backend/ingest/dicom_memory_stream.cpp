// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_memory_stream.h"

#include <dcmtk/dcmdata/dcerror.h>

#include <algorithm>
#include <cstring>

namespace scanetrix {
namespace {

/// Opens the same bytes again at one place.
class Reopen final : public DcmInputStreamFactory {
 public:
  Reopen(ByteView file, std::size_t at) : file_(file), at_(at) {}

  // DCMTK owns what these return, and takes it as plain pointers.
  DcmInputStream* create() const override { return new DicomMemoryStream(file_, at_); }
  DcmInputStreamFactory* clone() const override { return new Reopen(*this); }
  DcmInputStreamFactoryType ident() const override { return DFT_DcmInputFileStreamFactory; }

 private:
  ByteView file_;
  std::size_t at_;
};

}  // namespace

DcmInputStreamFactory* DicomMemoryStream::newFactory() const {
  if (currentProducer() != &producer_) return nullptr;
  return new Reopen(producer_.file(), producer_.at());
}

std::size_t DicomMemoryStream::Producer::at_most(offile_off_t length) const {
  return std::min(file_.size() - at_, static_cast<std::size_t>(std::max<offile_off_t>(length, 0)));
}

offile_off_t DicomMemoryStream::Producer::read(void* to, offile_off_t length) {
  const std::size_t count = at_most(length);
  if (count > 0) std::memcpy(to, file_.data() + at_, count);
  at_ += count;
  return static_cast<offile_off_t>(count);
}

offile_off_t DicomMemoryStream::Producer::skip(offile_off_t length) {
  const std::size_t count = at_most(length);
  at_ += count;
  return static_cast<offile_off_t>(count);
}

void DicomMemoryStream::Producer::putback(offile_off_t length) {
  if (length < 0 || static_cast<std::size_t>(length) > at_)
    status_ = EC_PutbackFailed;
  else
    at_ -= static_cast<std::size_t>(length);
}

}  // namespace scanetrix
