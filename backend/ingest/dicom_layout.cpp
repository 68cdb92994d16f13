// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_layout.h"

#include <array>

#include "ingest/pixel_layout.h"
#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

Result<Photometric> photometric_of(const std::string& name) {
  if (name == "MONOCHROME2" || name.empty()) return Photometric::monochrome2;
  if (name == "MONOCHROME1") return Photometric::monochrome1;
  if (name == "PALETTE COLOR") return Photometric::palette;
  if (name == "RGB") return Photometric::rgb;
  if (name == "YBR_FULL") return Photometric::ybr_full;
  if (name == "YBR_FULL_422") return Photometric::ybr_full_422;
  if (name == "YBR_PARTIAL_422") return Photometric::ybr_partial_422;
  if (name == "YBR_ICT" || name == "YBR_RCT") return Photometric::ybr_jpeg2000;
  if (name == "XYB") return Photometric::xyb;
  return fail(ErrorCode::unsupported, "unsupported_pixel_format",
              fmt::format("Pictures of the kind {} are not read yet.", one_line(name)));
}

}  // namespace

Result<PixelLayout> read_layout(const Values& values) {
  PixelLayout layout;
  layout.rows = static_cast<std::uint32_t>(values.small(DCM_Rows).value_or(0));
  layout.columns = static_cast<std::uint32_t>(values.small(DCM_Columns).value_or(0));
  layout.samples = values.small(DCM_SamplesPerPixel).value_or(1);
  layout.bits_allocated = values.small(DCM_BitsAllocated).value_or(0);
  layout.bits_stored = values.small(DCM_BitsStored).value_or(layout.bits_allocated);
  layout.high_bit = values.small(DCM_HighBit).value_or(layout.bits_stored - 1);
  layout.is_signed = values.small(DCM_PixelRepresentation).value_or(0) == 1;
  layout.planar = values.small(DCM_PlanarConfiguration).value_or(0) == 1;
  layout.photometric = TRY(photometric_of(values.word(DCM_PhotometricInterpretation)));
  TRY(check_layout(layout));
  return layout;
}

Result<Palette> read_palette(const Values& values, bool is_signed) {
  struct Tags {
    DcmTagKey descriptor;
    DcmTagKey data;
    DcmTagKey segments;
  };
  static const std::array kChannels{
      Tags{DCM_RedPaletteColorLookupTableDescriptor, DCM_RedPaletteColorLookupTableData,
           DCM_SegmentedRedPaletteColorLookupTableData},
      Tags{DCM_GreenPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableData,
           DCM_SegmentedGreenPaletteColorLookupTableData},
      Tags{DCM_BluePaletteColorLookupTableDescriptor, DCM_BluePaletteColorLookupTableData,
           DCM_SegmentedBluePaletteColorLookupTableData}};
  std::array<PaletteChannel, 3> channels;
  std::array<std::vector<std::uint16_t>, 3> expanded;
  for (std::size_t c = 0; c < 3; ++c) {
    // The first and third number of a descriptor are always unsigned (PS3.3 C.7.6.3.1.5); 0 entries stand for
    // 65536.
    const auto entries =
        static_cast<std::uint16_t>(values.small_signed(kChannels[c].descriptor, 0).value_or(1));
    channels[c] = {entries == 0 ? 65536u : entries,
                   values.small_signed(kChannels[c].descriptor, 2).value_or(16),
                   values.array(kChannels[c].data)};
    if (!values.has(kChannels[c].segments)) continue;
    channels[c].words = values.array(kChannels[c].segments);
    expanded[c] = expand_segments(channels[c]);
    channels[c].words = expanded[c];
  }
  const int first = values.small_signed(kChannels[0].descriptor, 1).value_or(0);
  Palette palette{is_signed ? static_cast<std::int16_t>(first) : static_cast<std::uint16_t>(first),
                  make_palette(channels)};
  if (palette.colors.empty()) return damaged("The picture's colour palette is incomplete.");
  return palette;
}

}  // namespace scanetrix
