// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_header.h"

#include <dcmtk/config/osconfig.h>
// After osconfig.h, as DCMTK asks.
#include <dcmtk/dcmdata/dcspchrs.h>
#include <dcmtk/oflog/oflog.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>

#include "ingest/dicom_attributes.h"
#include "ingest/dicom_frames.h"
#include "ingest/dicom_kind.h"
#include "ingest/dicom_layout.h"
#include "ingest/dicom_memory_stream.h"
#include "ingest/dicom_pixel_element.h"
#include "ingest/dicom_segmentation.h"
#include "ingest/dicom_structure.h"
#include "ingest/dicom_syntax.h"
#include "ingest/dicom_values.h"
#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

/// Values longer than this are not needed from a header.
constexpr Uint32 kLongestHeaderValue = 64 * 1024;

/// Frames of one file: each takes some two kilobytes before a pixel is looked at.
constexpr int kMostFrames = 50'000;

/// Reading stops at the first element from here on; locate_pixels() walks the rest.
const DcmTagKey kPixelGroup(0x7fe0, 1);

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

/// Character sets whose conversion tables the C library loads at first use (PS3.3 C.12.1.1.2); held open,
/// because later the file system may be closed.
constexpr std::array kCharacterSets{
    "ISO_IR 100", "ISO_IR 101",     "ISO_IR 109",      "ISO_IR 110",      "ISO_IR 144",    "ISO_IR 127",
    "ISO_IR 126", "ISO_IR 138",     "ISO_IR 148",      "ISO_IR 13",       "ISO_IR 166",    "GB18030",
    "GBK",        "ISO 2022 IR 87", "ISO 2022 IR 159", "ISO 2022 IR 149", "ISO 2022 IR 58"};

/// DCMTK's settings, which are the process's. Its dictionary and the character sets are left for it to load
/// when a file needs them: that takes as long as reading a hundred files that do not.
void configure_dcmtk() {
  static std::once_flag once;
  std::call_once(once, [] {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);  // What it would print may hold names.
    dcmAcceptUnexpectedImplicitEncoding.set(OFTrue);
  });
}

Result<DicomFile> read_parsed(ByteView file, DcmFileFormat& parsed, std::size_t pixel_offset) {
  DcmDataset& dataset = *parsed.getDataset();
  const Values values(dataset);
  std::string sop_class = values.word(DCM_SOPClassUID);
  if (sop_class.empty()) sop_class = word_of(*parsed.getMetaInfo(), DCM_MediaStorageSOPClassUID);

  DicomSlice slice;  // What is the same for all frames.
  slice.sop_class = sop_class;
  read_names(values, slice);
  const bool has_picture = values.has(DCM_Rows) && values.has(DCM_BitsAllocated);
  if (const auto kind =
          check_kind({.sop_class = sop_class, .modality = slice.modality, .has_picture = has_picture});
      !kind)
    return read_object(dataset, kind.error());

  // What was found while reading counts, for some files are not what they say; but a syntax that DCMTK does
  // not know is read as if it were another.
  const DcmXfer xfer(dataset.getOriginalXfer());
  if (xfer.getXferID() != nullptr) slice.transfer_syntax = xfer.getXferID();
  const std::string said = word_of(*parsed.getMetaInfo(), DCM_TransferSyntaxUID);
  if (!said.empty() && (find_dicom_syntax(said) == nullptr || DcmXfer(said.c_str()).getXfer() == EXS_Unknown))
    slice.transfer_syntax = said;
  const DicomSyntax* syntax = find_dicom_syntax(slice.transfer_syntax);
  if (syntax == nullptr)
    return fail(ErrorCode::unsupported, "unsupported_transfer_syntax",
                describe_dicom_syntax(one_line(slice.transfer_syntax)) + " is not read yet.");
  slice.lossy = syntax->lossy || values.word(DCM_LossyImageCompression) == "01";
  slice.pixels = TRY(read_layout(values));
  if (is_segmentation(sop_class)) {
    slice.pixels.photometric = Photometric::monochrome2;  // A palette would only be for showing it.
    slice.segmentation = std::make_shared<const Segmentation>(TRY(read_segmentation(values, slice.pixels)));
  }
  if (slice.pixels.samples == 3 && slice.pixels.bits_stored > 8)
    slice.warnings.push_back(
        {"colour_depth_reduced",
         fmt::format("The pictures' colours have {} bits a channel, of which the highest 8 are kept.",
                     slice.pixels.bits_stored)});
  if (slice.pixels.photometric == Photometric::palette)
    slice.palette = TRY(read_palette(values, slice.pixels.is_signed));

  const auto frames = values.integer(DCM_NumberOfFrames).value_or(1);
  if (frames > kMostFrames)
    return fail(ErrorCode::too_large, "too_large",
                fmt::format("The file claims {} frames; at most {} are read.", frames, kMostFrames));
  slice.frames = static_cast<std::uint32_t>(std::max(frames, 1));
  PixelElement element = TRY(syntax->coding == DicomCoding::deflated
                                 ? locate_deflated_pixels(file, pixel_offset)
                                 : locate_pixels(file, pixel_offset, xfer.getByteOrder() == EBO_BigEndian));
  TRY(fit_pixels(file, *syntax, std::move(element), slice));

  return TRY(split_frames(slice, values));
}

}  // namespace

void prepare_dicom() {
  static std::once_flag once;
  std::call_once(once, [] {
    static_cast<void>(dcmDataDict.isDictionaryLoaded());
    static std::array<DcmSpecificCharacterSet, kCharacterSets.size()> held_open;
    for (std::size_t i = 0; i < kCharacterSets.size(); ++i)
      static_cast<void>(held_open[i].selectCharacterSet(kCharacterSets[i]));
  });
}

bool sniff_dicom(ByteView file) {
  if (file.size() >= 132 && as_text(file.subspan(128, 4)) == "DICM") return true;
  if (file.size() < 16) return false;
  // A data set begins with group 0002 or 0008, whose first elements have short values.
  const auto group = load<std::uint16_t>(file, 0);
  const auto element = load<std::uint16_t>(file, 2);
  const auto is_letter = [&](std::size_t at) {
    return file[at] >= std::byte{'A'} && file[at] <= std::byte{'Z'};
  };
  const bool explicit_vr = is_letter(4) && is_letter(5);
  if (group == 0x0200 || group == 0x0800) return explicit_vr && byte_swapped(element) < 0x100;
  if (group != 0x0002 && group != 0x0008) return false;
  return element < 0x100 && (explicit_vr || load<std::uint32_t>(file, 4) <= 256);
}

Result<std::vector<DicomSlice>> read_dicom_header(ByteView file) {
  DicomFile read = TRY(read_dicom_file(file));
  if (const auto* object = std::get_if<DicomObject>(&read)) return tl::make_unexpected(object->refusal);
  return std::get<std::vector<DicomSlice>>(std::move(read));
}

Result<DicomFile> read_dicom_file(ByteView file) {
  configure_dcmtk();
  TRY(check_structure(file));
  try {
    DicomMemoryStream stream(file);
    DcmFileFormat parsed;
    parsed.transferInit();
    const OFCondition outcome =
        parsed.readUntilTag(stream, EXS_Unknown, EGL_noChange, kLongestHeaderValue, kPixelGroup);
    parsed.transferEnd();
    if (outcome == EC_StreamNotifyClient) return damaged("The file ends inside its header.");
    // After an error the last element's value is memory that was never written: nothing of it is looked at.
    if (outcome.bad()) return damaged(fmt::format("The DICOM header cannot be read ({}).", outcome.text()));
    return read_parsed(file, parsed, static_cast<std::size_t>(stream.tell()));
  } catch (const std::bad_alloc&) {
    return damaged("The DICOM header claims more than memory holds.");
  }
}

}  // namespace scanetrix
