// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_mosaic.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/bytes.h"
#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

const DcmTagKey kTilesTag(0x0019, 0x100a);
const DcmTagKey kCsaTag(0x0029, 0x1010);
constexpr std::uint32_t kMostTiles = 4096;

/// One field of a CSA header ("SV10"): its values as texts. As the header has no public document, this is the
/// layout that nibabel and dcm2niix describe: name[64], vm, vr[4], syngodt, items, 77 or 205; then for each
/// item four numbers, the second of which is its length, and the bytes, padded to four.
std::vector<std::string> csa_values(ByteView csa, std::string_view wanted) {
  constexpr std::size_t kStart = 8;
  constexpr std::size_t kField = 84;
  constexpr std::uint32_t kMostItems = 1024;
  if (csa.size() < kStart + 8 || as_text(csa.subspan(0, 4)) != "SV10") return {};
  const auto fields = load<std::uint32_t>(csa, kStart);
  std::size_t at = kStart + 8;
  for (std::uint32_t n = 0; n < std::min(fields, kMostItems); ++n) {
    if (at + kField > csa.size()) return {};
    const std::string_view name = as_text(csa.subspan(at, 64));
    const auto items = load<std::uint32_t>(csa, at + 76);
    const bool is_wanted = name.substr(0, name.find('\0')) == wanted;
    at += kField;
    std::vector<std::string> values;
    for (std::uint32_t i = 0; i < std::min(items, kMostItems); ++i) {
      if (at + 16 > csa.size()) return {};
      const std::size_t length = load<std::uint32_t>(csa, at + 4);
      at += 16;
      if (length > csa.size() - at) return {};
      if (length > 0) values.push_back(trimmed(as_text(csa.subspan(at, length))));
      at += std::min((length + 3) / 4 * 4, csa.size() - at);
    }
    if (is_wanted) return values;
  }
  return {};
}

std::optional<Vec3> slice_normal(ByteView csa) {
  const auto texts = csa_values(csa, "SliceNormalVector");
  if (texts.size() < 3) return std::nullopt;
  std::array<double, 3> n{};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto value = parse_number(texts[i]);
    if (!value) return std::nullopt;
    n[i] = *value;
  }
  return Vec3{n[0], n[1], n[2]};
}

}  // namespace

bool is_mosaic(const Values& values) {
  return values.words(DCM_ImageType).find("MOSAIC") != std::string::npos;
}

Result<std::vector<DicomSlice>> split_mosaic(const DicomSlice& frame, const Values& values) {
  const ByteView csa = values.bytes(kCsaTag);
  auto count = values.small(kTilesTag);
  if (!count) {
    const auto texts = csa_values(csa, "NumberOfImagesInMosaic");
    if (const auto number = texts.empty() ? std::nullopt : parse_number(texts.front()))
      count = static_cast<int>(std::clamp(*number, 0.0, 65535.0));
  }
  if (!count || *count < 1)
    return fail(ErrorCode::unsupported, "unsupported_format",
                "The picture is a mosaic of slices, and the file does not say of how many.");
  const auto tiles = static_cast<std::uint32_t>(*count);
  const auto across = static_cast<std::uint32_t>(std::ceil(std::sqrt(static_cast<double>(tiles))));
  const PixelLayout& pixels = frame.pixels;
  if (tiles > kMostTiles || pixels.rows % across != 0 || pixels.columns % across != 0)
    return fail(
        ErrorCode::unsupported, "unsupported_format",
        fmt::format("The picture is said to be a mosaic of {} slices, into which its {} × {} pixels do "
                    "not divide.",
                    tiles, pixels.columns, pixels.rows));

  DicomSlice first = frame;
  first.tile = Tile{0, 0, pixels.rows / across, pixels.columns / across};
  Vec3 step{};
  if (first.pose && first.row_spacing_mm && first.column_spacing_mm) {
    SlicePose& pose = *first.pose;
    pose.origin_mm =
        pose.origin_mm +
        pose.row_axis * (*first.column_spacing_mm * (pixels.columns - first.tile->columns) / 2.0) +
        pose.column_axis * (*first.row_spacing_mm * (pixels.rows - first.tile->rows) / 2.0);
    const double spacing = first.between_slices_mm.value_or(first.thickness_mm.value_or(1));
    step = pose.normal() * spacing;
    if (const auto normal = slice_normal(csa)) {
      if (dot(*normal, pose.normal()) < 0) step = step * -1;
    } else if (tiles > 1) {
      first.warnings.push_back(
          {"order_not_verified",
           "The file does not say in which direction the slices of its mosaic run. They are "
           "taken along rows × columns."});
    }
  }
  std::vector<DicomSlice> slices;
  for (std::uint32_t n = 0; n < tiles; ++n) {
    DicomSlice slice = first;
    slice.tile->first_row = n / across * first.tile->rows;
    slice.tile->first_column = n % across * first.tile->columns;
    if (slice.pose) slice.pose->origin_mm = slice.pose->origin_mm + step * static_cast<double>(n);
    slices.push_back(std::move(slice));
  }
  return slices;
}

}  // namespace scanetrix
