// SPDX-License-Identifier: Apache-2.0
#pragma once

// DICOM files for tests, written by DCMTK; their JPEG-LS by CharLS, because DCMTK has a CharLS of its own
// whose names are the same.

#include <charls/charls.h>
#include <dcmtk/config/osconfig.h>
// After osconfig.h, as DCMTK asks.
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmdata/dcrlerp.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmimage/diregist.h>  // Lets the encoders see colour.
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrplol.h>
#include <dcmtk/dcmjpeg/djrploss.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "ingest/dicom_header.h"

namespace scanetrix {

struct DicomSample {
  std::uint16_t rows = 2;
  std::uint16_t columns = 2;
  std::uint16_t bits_allocated = 16;
  std::uint16_t bits_stored = 16;
  bool is_signed = false;
  std::uint16_t samples = 1;
  std::string photometric = "MONOCHROME2";
  std::vector<std::uint16_t> words = {1, 2, 3, 4};  ///< 16 bits; or `bytes` when 8 are allocated.
  std::vector<std::uint8_t> bytes = {};
  std::string series = "1.2.3.1";
  std::string position = "0\\0\\0";  ///< Empty: left out.
  std::string orientation = "1\\0\\0\\0\\1\\0";
  std::string spacing = "1\\1";
  std::string instance_number = "1";
  std::string modality = "MR";
  std::vector<std::pair<DcmTagKey, std::string>> more =
      {};  ///< Any other attribute; an empty value takes it away.
};

/// A file's first slice.
inline Result<DicomSlice> first_slice_of(ByteView file) {
  auto slices = TRY(read_dicom_header(file));
  return std::move(slices.front());
}

inline void register_encoders() {
  static std::once_flag once;
  std::call_once(once, [] {
    DcmRLEEncoderRegistration::registerCodecs();
    // Without subsampling, and values as they are instead of stretched to the codec's range.
    DJEncoderRegistration::registerCodecs(ECC_lossyYCbCr, EUC_default, OFFalse, 0, 0, 0, OFTrue, ESS_444,
                                          OFTrue, OFFalse, 0, 0, 0, 0, 0, 0, 0, 0, OFFalse);
  });
}

/// What an encoder needs to know.
inline std::unique_ptr<DcmRepresentationParameter> encoding_of(E_TransferSyntax syntax) {
  switch (syntax) {
    case EXS_RLELossless:
      return std::make_unique<DcmRLERepresentationParameter>();
    case EXS_JPEGProcess1:
    case EXS_JPEGProcess2_4:
      return std::make_unique<DJ_RPLossy>(100);
    case EXS_JPEGProcess14:
    case EXS_JPEGProcess14SV1:
      return std::make_unique<DJ_RPLossless>(1, 0);
    default:
      return nullptr;
  }
}

/// Makes `frames` the pixel data, one a fragment.
inline void put_frames(DcmDataset& data, E_TransferSyntax syntax, const std::vector<Bytes>& frames) {
  auto* sequence = new DcmPixelSequence(DCM_PixelSequenceTag);
  sequence->insert(new DcmPixelItem(DCM_PixelItemTag));
  for (const Bytes& frame : frames) {
    DcmOffsetList offsets;
    Bytes copy = frame;
    EXPECT_TRUE(sequence
                    ->storeCompressedFrame(offsets, reinterpret_cast<Uint8*>(copy.data()),
                                           static_cast<Uint32>(copy.size()), 0)
                    .good());
  }
  auto* pixels = new DcmPixelData(DCM_PixelData);
  pixels->putOriginalRepresentation(syntax, nullptr, sequence);
  EXPECT_TRUE(data.insert(pixels, OFTrue).good());
}

inline Bytes jpeg_ls_of(const DicomSample& sample, int near_lossless) {
  charls::jpegls_encoder encoder;
  encoder.frame_info({sample.columns, sample.rows, sample.bits_stored, sample.samples});
  if (sample.samples > 1) encoder.interleave_mode(charls::interleave_mode::line);
  encoder.near_lossless(near_lossless);
  Bytes bytes(encoder.estimated_destination_size());
  encoder.destination(bytes.data(), bytes.size());
  bytes.resize(sample.bits_allocated == 8 ? encoder.encode(sample.bytes) : encoder.encode(sample.words));
  return bytes;
}

/// `change` is called with the data set before it is written.
inline Bytes dicom_file(const DicomSample& sample, E_TransferSyntax syntax = EXS_LittleEndianExplicit,
                        const std::function<void(DcmDataset&)>& change = {}) {
  prepare_dicom();
  static int instances = 0;
  DcmFileFormat file;
  DcmDataset& data = *file.getDataset();
  const auto put = [&](const DcmTagKey& tag, const std::string& value) {
    if (value.empty())
      data.findAndDeleteElement(tag);
    else
      EXPECT_TRUE(data.putAndInsertString(tag, value.c_str()).good()) << tag.toString().c_str();
  };
  put(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
  put(DCM_SOPInstanceUID, fmt::format("1.2.3.9.{}", ++instances));
  put(DCM_StudyInstanceUID, "1.2.3.0");
  put(DCM_SeriesInstanceUID, sample.series);
  put(DCM_Modality, sample.modality);
  put(DCM_InstanceNumber, sample.instance_number);
  put(DCM_ImagePositionPatient, sample.position);
  put(DCM_ImageOrientationPatient, sample.position.empty() ? "" : sample.orientation);
  put(DCM_PixelSpacing, sample.spacing);
  put(DCM_PhotometricInterpretation, sample.photometric);
  data.putAndInsertUint16(DCM_Rows, sample.rows);
  data.putAndInsertUint16(DCM_Columns, sample.columns);
  data.putAndInsertUint16(DCM_SamplesPerPixel, sample.samples);
  if (sample.samples == 3) data.putAndInsertUint16(DCM_PlanarConfiguration, 0);
  data.putAndInsertUint16(DCM_BitsAllocated, sample.bits_allocated);
  data.putAndInsertUint16(DCM_BitsStored, sample.bits_stored);
  data.putAndInsertUint16(DCM_HighBit, static_cast<Uint16>(sample.bits_stored - 1));
  data.putAndInsertUint16(DCM_PixelRepresentation, sample.is_signed ? 1 : 0);
  if (sample.bits_allocated == 8)
    data.putAndInsertUint8Array(DCM_PixelData, sample.bytes.data(), sample.bytes.size());
  else
    data.putAndInsertUint16Array(DCM_PixelData, sample.words.data(), sample.words.size());
  for (const auto& [tag, value] : sample.more) put(tag, value);

  if (change) change(data);
  register_encoders();
  const auto parameter = encoding_of(syntax);
  if (!change && (syntax == EXS_JPEGLSLossless || syntax == EXS_JPEGLSLossy))
    put_frames(data, syntax, {jpeg_ls_of(sample, syntax == EXS_JPEGLSLossy ? 2 : 0)});
  EXPECT_TRUE(data.chooseRepresentation(syntax, parameter.get()).good()) << DcmXfer(syntax).getXferName();
  Bytes bytes(1 << 20);
  DcmOutputBufferStream stream(bytes.data(), static_cast<offile_off_t>(bytes.size()));
  file.transferInit();
  EXPECT_TRUE(file.write(stream, syntax, EET_ExplicitLength, nullptr).good());
  file.transferEnd();
  stream.flush();
  void* start = nullptr;
  offile_off_t size = 0;
  stream.flushBuffer(start, size);
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

}  // namespace scanetrix
