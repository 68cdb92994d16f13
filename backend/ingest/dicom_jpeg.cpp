// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_jpeg.h"

#include <dcmtk/config/osconfig.h>
// After osconfig.h, as DCMTK asks.
#include <dcmtk/dcmjpeg/djcparam.h>
#include <dcmtk/dcmjpeg/djdijg12.h>
#include <dcmtk/dcmjpeg/djdijg16.h>
#include <dcmtk/dcmjpeg/djdijg8.h>

#include <memory>

#include "ingest/jpeg_frame.h"

namespace scanetrix {

Result<PixelLayout> decode_dicom_jpeg(ByteView stream, const PixelLayout& layout, Bytes& stored) {
  const auto damaged = [](std::string message) {
    return fail(ErrorCode::bad_input, "damaged", std::move(message));
  };
  const JpegFrame frame = TRY(check_jpeg_frame(stream, layout));
  if (frame.marker == 0xf7)
    return damaged("The compressed picture is JPEG-LS, not JPEG as its transfer syntax says.");
  const PixelLayout out = layout_of_jpeg(frame, layout);
  const std::uint64_t needed = out.native_bytes();
  if (needed > 0xfffffffeu || stream.size() > 0xffffffffu)
    return damaged("The picture is too large for its codec.");
  stored.assign(needed + (needed & 1), std::byte{0});  // DCMTK wants an even size.

  const DJCodecParameter parameter(ECC_lossyYCbCr, EDC_never, EUC_default, EPC_colorByPixel);
  std::unique_ptr<DJDecoder> decoder;  // DCMTK has libjpeg three times, for as many widths.
  if (frame.bits <= 8)
    decoder = std::make_unique<DJDecompressIJG8Bit>(parameter, OFFalse);
  else if (frame.bits <= 12)
    decoder = std::make_unique<DJDecompressIJG12Bit>(parameter, OFFalse);
  else
    decoder = std::make_unique<DJDecompressIJG16Bit>(parameter, OFFalse);
  OFCondition outcome = decoder->init();
  if (outcome.good())
    outcome = decoder->decode(
        reinterpret_cast<Uint8*>(const_cast<std::byte*>(stream.data())),  // It only reads them.
        static_cast<Uint32>(stream.size()), reinterpret_cast<Uint8*>(stored.data()),
        static_cast<Uint32>(stored.size()), OFFalse);
  if (outcome.bad())
    return damaged(fmt::format("The compressed picture cannot be decoded ({}).", outcome.text()));
  return out;
}

}  // namespace scanetrix
