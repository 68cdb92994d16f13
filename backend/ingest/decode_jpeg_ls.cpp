// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_jpeg_ls.h"

#include <charls/charls.h>

#include "ingest/dicom_fragments.h"
#include "ingest/jpeg_frame.h"

namespace scanetrix {

Result<PixelLayout> decode_jpeg_ls(ByteView stream, const PixelLayout& layout, Bytes& stored) {
  const auto damaged = [](std::string message) {
    return fail(ErrorCode::bad_input, "damaged", std::move(message));
  };
  const JpegFrame frame = TRY(check_jpeg_frame(stream, layout));
  if (frame.marker != 0xf7)
    return damaged("The compressed picture is not JPEG-LS, as its transfer syntax demands.");
  PixelLayout out = layout_of_jpeg(frame, layout);
  stored.assign(out.native_bytes(), std::byte{0});
  try {
    charls::jpegls_decoder decoder;
    decoder.source(stream.data(), stream.size());
    decoder.read_header();
    const charls::frame_info info = decoder.frame_info();
    if (info.height != frame.rows || info.width != frame.columns ||
        info.component_count != frame.components || info.bits_per_sample != frame.bits ||
        decoder.destination_size() != stored.size())
      return damaged("The compressed picture has two headers that disagree.");
    out.planar = layout.samples > 1 && decoder.interleave_mode() == charls::interleave_mode::none;
    decoder.decode(stored.data(), stored.size());
  } catch (const charls::jpegls_error& error) {
    return damaged(fmt::format("The compressed picture cannot be decoded ({}).", error.what()));
  }
  return out;
}

}  // namespace scanetrix
