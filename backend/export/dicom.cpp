// SPDX-License-Identifier: Apache-2.0
#include "export/dicom.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <limits>

#include "export/dicom_item.h"

namespace scanetrix {
namespace {

constexpr std::string_view kEnhancedCt = "1.2.840.10008.5.1.4.1.1.2.1";
constexpr std::string_view kEnhancedMr = "1.2.840.10008.5.1.4.1.1.4.1";
constexpr std::string_view kExplicitLittleEndian = "1.2.840.10008.1.2.1";
constexpr std::string_view kOurImplementation = "2.25.210395712886459318237400213948276031447";
constexpr std::string_view kDerived = "DERIVED\\PRIMARY\\VOLUME\\NONE";

constexpr DicomTag kFrameContent = 0x00209111;
constexpr DicomTag kInStackPosition = 0x00209057;
constexpr DicomTag kTemporalPosition = 0x00209128;
constexpr DicomTag kStackId = 0x00209056;

bool is_mr(const DicomFacts& facts) {
  return facts.modality == "MR";
}

Result<void> check(const VolumeForm& form, const DicomFacts& facts) {
  const auto refused = [](std::string_view why) {
    return fail(ErrorCode::bad_input, "not_dicom",
                fmt::format("Only CT and MR of 16 bits are exported as DICOM; {}.", why));
  };
  if (facts.modality != "CT" && facts.modality != "MR") return refused("this is neither");
  if (form.kind != VolumeKind::image) return refused("this is no image");
  if (form.channels != 1) return refused("this is in colour");
  if (form.type != VoxelType::int16 && form.type != VoxelType::uint16)
    return refused("these values are of another kind");
  if (!form.geometry.calibrated) return refused("of this nobody knows the size");
  const Shape& shape = form.geometry.shape;
  if (shape.x > 0xFFFF || shape.y > 0xFFFF) return refused("these slices are too large");
  const std::uint64_t bytes =
      form.slice_bytes() * static_cast<std::uint64_t>(shape.z) * static_cast<std::uint64_t>(form.time_points);
  if (bytes >= std::numeric_limits<std::uint32_t>::max())
    return fail(ErrorCode::too_large, "A DICOM object holds less than 4 GiB of voxels.");
  return {};
}

std::string point(Vec3 at) {
  return decimal_string(at.x) + "\\" + decimal_string(at.y) + "\\" + decimal_string(at.z);
}

std::string direction(Vec3 step) {
  return point(step * (1 / length(step)));
}

/// ASCII alone, so that it can be cut anywhere; a backslash would part values.
std::string plain(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : text)
    if (c >= ' ' && c < 0x7F && c != '\\' && out.size() < most) out.push_back(c);
  return out;
}

DicomItem code(std::string_view value, std::string_view meaning) {
  DicomItem item;
  item.text(0x00080100, "SH", value).text(0x00080102, "SH", "SCT").text(0x00080104, "LO", meaning);
  return item;
}

/// What holds of a frame of either kind (PS3.3 C.8.15.3.1, C.8.13.5.1), and of the whole.
void put_image_type(DicomItem& item, DicomTag type_tag, bool mr) {
  item.text(type_tag, "CS", kDerived)
      .text(0x00089205, "CS", "MONOCHROME")
      .text(0x00089206, "CS", "VOLUME")
      .text(0x00089207, "CS", "NONE");
  if (mr) item.text(0x00089208, "CS", "MAGNITUDE").text(0x00089209, "CS", "UNKNOWN");
}

DicomItem shared_groups(const VolumeForm& form, const DicomFacts& facts) {
  const Affine& affine = form.geometry.ijk_to_lps;
  const auto [between_slices, between_rows, between_columns] = form.geometry.spacing_mm();
  DicomItem measures;
  measures.text(0x00280030, "DS", decimal_string(between_rows) + "\\" + decimal_string(between_columns))
      .text(0x00180050, "DS", decimal_string(facts.slice_thickness_mm.value_or(between_slices)))
      .text(0x00180088, "DS", decimal_string(between_slices));
  DicomItem orientation;
  orientation.text(0x00200037, "DS", direction(affine.step_i) + "\\" + direction(affine.step_j));
  DicomItem values;
  values.text(0x00281052, "DS", decimal_string(form.intercept))
      .text(0x00281053, "DS", decimal_string(form.slope))
      .text(0x00281054, "LO", form.unit == "HU" ? "HU" : "US");
  DicomItem anatomy;
  anatomy.sequence(0x00082218, {code("123037004", "Body structure")}).text(0x00209072, "CS", "U");
  DicomItem type;
  put_image_type(type, 0x00089007, is_mr(facts));
  DicomItem groups;
  groups.sequence(0x00289110, {measures})
      .sequence(0x00209116, {orientation})
      .sequence(0x00289145, {values})
      .sequence(0x00209071, {anatomy})
      .sequence(is_mr(facts) ? 0x00189226 : 0x00189329, {type});
  return groups;
}

std::vector<DicomItem> frame_groups(const VolumeForm& form) {
  std::vector<DicomItem> frames;
  for (std::uint32_t time = 0; time < form.time_points; ++time)
    for (std::uint32_t k = 0; k < form.geometry.shape.z; ++k) {
      DicomItem content;
      content.text(kStackId, "SH", "1").longs(kInStackPosition, {k + 1});
      if (form.time_points > 1)
        content.longs(kTemporalPosition, {time + 1}).longs(0x00209157, {time + 1, k + 1});
      else
        content.longs(0x00209157, {k + 1});
      DicomItem position;
      position.text(0x00200032, "DS", point(form.geometry.ijk_to_lps.at(0, 0, k)));
      DicomItem frame;
      frame.sequence(kFrameContent, {content}).sequence(0x00209113, {position});
      frames.push_back(std::move(frame));
    }
  return frames;
}

/// By what frames are told apart (PS3.3 C.7.6.17).
void put_dimensions(DicomItem& all, const VolumeForm& form) {
  const std::string organization = new_dicom_uid();
  const auto by = [&](DicomTag index) {
    DicomItem item;
    item.uid(0x00209164, organization).pointer(0x00209165, index).pointer(0x00209167, kFrameContent);
    return item;
  };
  std::vector<DicomItem> indices;
  if (form.time_points > 1) indices.push_back(by(kTemporalPosition));
  indices.push_back(by(kInStackPosition));
  DicomItem named;
  named.uid(0x00209164, organization);
  all.sequence(0x00209221, {named}).sequence(0x00209222, indices);
}

/// Patient, study, series, equipment (PS3.3 C.7.1.1, C.7.2.1, C.7.3.1, C.7.5.2): empty where nobody knows.
void put_context(DicomItem& all, const DicomFacts& facts) {
  for (const auto& [tag, vr] : {std::pair{0x00100010U, "PN"},
                                {0x00100020U, "LO"},
                                {0x00100030U, "DA"},
                                {0x00100040U, "CS"},
                                {0x00080020U, "DA"},
                                {0x00080030U, "TM"},
                                {0x00080050U, "SH"},
                                {0x00185100U, "CS"},
                                {0x00080090U, "PN"},
                                {0x00200010U, "SH"}})
    all.text(tag, vr, "");
  all.text(0x00120062, "CS", "YES").text(0x00120063, "LO", "Scanetrix keeps no patient's data");
  all.uid(0x0020000D, new_dicom_uid())
      .uid(0x0020000E, new_dicom_uid())
      .uid(0x00200052, new_dicom_uid())
      .text(0x00201040, "LO", "")
      .text(0x00080060, "CS", facts.modality)
      .text(0x00200011, "IS", "1")
      .text(0x00080070, "LO", "Scanetrix")
      .text(0x00081090, "LO", "Scanetrix")
      .text(0x00181000, "LO", "0")
      .text(0x00181020, "LO", "1");
}

void put_pixels(DicomItem& all, const VolumeForm& form, const DicomFacts& facts) {
  const Shape& shape = form.geometry.shape;
  all.shorts(0x00280002, {1})
      .text(0x00280004, "CS", "MONOCHROME2")
      .text(0x00280008, "IS", std::to_string(shape.z * form.time_points))
      .shorts(0x00280010, {static_cast<std::uint16_t>(shape.y)})
      .shorts(0x00280011, {static_cast<std::uint16_t>(shape.x)})
      .shorts(0x00280100, {16})
      .shorts(0x00280101, {16})
      .shorts(0x00280102, {15})
      .shorts(0x00280103, {static_cast<std::uint16_t>(form.type == VoxelType::int16 ? 1 : 0)})
      .text(0x00280301, "CS", "NO")
      .text(0x00282110, "CS", facts.lossy ? "01" : "00")
      .text(0x20500020, "CS", "IDENTITY");
}

/// How it came about, with what an export must say (ST: 1024 characters).
std::string derivation(const DicomFacts& facts, const std::optional<ExportNote>& note) {
  std::string text = note ? note->title : facts.how;
  if (note)
    for (const auto& [name, value] : note->facts) text += "; " + name + ": " + value;
  return plain(text, 1024);
}

Bytes file_meta(std::string_view sop_class, std::string_view instance) {
  DicomItem meta;
  const std::byte version[]{std::byte{0}, std::byte{1}};
  meta.bytes(0x00020001, version)
      .uid(0x00020002, sop_class)
      .uid(0x00020003, instance)
      .uid(0x00020010, kExplicitLittleEndian)
      .uid(0x00020012, kOurImplementation)
      .text(0x00020013, "SH", "SCANETRIX");
  const Bytes rest = meta.encoded();
  DicomItem length;
  length.longs(0x00020000, {static_cast<std::uint32_t>(rest.size())});
  Bytes out(128);
  const ByteView magic = as_bytes("DICM");
  out.insert(out.end(), magic.begin(), magic.end());
  const Bytes first = length.encoded();
  out.insert(out.end(), first.begin(), first.end());
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

}  // namespace

Result<Bytes> dicom_header(const VolumeForm& form, const DicomFacts& facts,
                           const std::optional<ExportNote>& note) {
  TRY(check(form, facts));
  const std::string_view sop_class = is_mr(facts) ? kEnhancedMr : kEnhancedCt;
  const std::string instance = new_dicom_uid();
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);

  DicomItem all;
  put_context(all, facts);
  put_pixels(all, form, facts);
  put_image_type(all, 0x00080008, is_mr(facts));
  put_dimensions(all, form);
  all.uid(0x00080016, sop_class)
      .uid(0x00080018, instance)
      .text(0x00080005, "CS", "ISO_IR 192")
      .text(0x00080023, "DA", fmt::format("{:04}{:02}{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday))
      .text(0x00080033, "TM", fmt::format("{:02}{:02}{:02}", utc.tm_hour, utc.tm_min, utc.tm_sec))
      .text(0x00080201, "SH", "+0000")
      .text(0x00200013, "IS", "1")
      .text(0x00189004, "CS", "RESEARCH")
      .text(0x00082111, "ST", derivation(facts, note))
      .sequence(0x00400555, {})
      .sequence(0x52009229, {shared_groups(form, facts)})
      .sequence(0x52009230, frame_groups(form));

  Bytes out = file_meta(sop_class, instance);
  const Bytes encoded = all.encoded();
  out.insert(out.end(), encoded.begin(), encoded.end());
  // The last element's head: Pixel Data, OW.
  const auto size =
      static_cast<std::uint32_t>(form.slice_bytes() * static_cast<std::uint64_t>(form.geometry.shape.z) *
                                 static_cast<std::uint64_t>(form.time_points));
  constexpr std::array<std::uint8_t, 8> kPixelData{0xE0, 0x7F, 0x10, 0x00, 'O', 'W', 0, 0};
  const auto head = std::as_bytes(std::span(kPixelData));
  out.insert(out.end(), head.begin(), head.end());
  const auto length = std::as_bytes(std::span(&size, 1));
  out.insert(out.end(), length.begin(), length.end());
  return out;
}

}  // namespace scanetrix
