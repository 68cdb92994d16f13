// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_modality_lut.h"

#include <array>

#include "ingest/dicom_attributes.h"
#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

/// A free text of more is a sentence, not a unit.
constexpr std::size_t kLongestUnit = 16;

std::string unit_of(const Values& table) {
  const std::string type = table.word(DCM_ModalityLUTType);
  if (is_rescale_type(type)) return type;
  const std::string explanation = table.text(DCM_LUTExplanation);
  return explanation.size() <= kLongestUnit ? explanation : "";
}

/// None when the table is not whole.
std::shared_ptr<const ModalityLut> table_of(const Values& table, bool is_signed) {
  // Entries and bits are always unsigned; 0 entries stand for 65536 (C.11.1.1).
  const auto count = static_cast<std::uint16_t>(table.small_signed(DCM_LUTDescriptor, 0).value_or(1));
  const int first = table.small_signed(DCM_LUTDescriptor, 1).value_or(0);
  const int bits = table.small_signed(DCM_LUTDescriptor, 2).value_or(0);
  if (bits < 8 || bits > 16) return nullptr;
  auto lut = std::make_shared<ModalityLut>();
  lut->first = is_signed ? static_cast<std::int16_t>(first) : static_cast<std::uint16_t>(first);
  lut->entries =
      entries_of({count == 0 ? 65536u : std::size_t{count}, bits == 8 ? 8 : 16, table.array(DCM_LUTData)});
  if (lut->entries.empty()) return nullptr;
  lut->unit = unit_of(table);
  return lut;
}

}  // namespace

void read_modality_lut(const Values& values, DicomSlice& slice) {
  DcmItem* item = values.item(DCM_ModalityLUTSequence);
  if (item == nullptr) return;
  const auto ignore = [&](std::string why) {
    slice.warnings.push_back({"lookup_table_ignored", std::move(why)});
  };
  if (slice.pixels.is_float || slice.pixels.bits_stored > 16)
    return ignore("The file's modality lookup table does not fit its pixels and is not applied.");
  if (slice.slope != 1 || slice.intercept != 0)
    return ignore(
        "The file has a rescale and a modality lookup table, of which only one can be right. The rescale is "
        "applied.");
  auto lut = table_of(values.with({item}), slice.pixels.is_signed);
  if (lut == nullptr)
    return ignore("The file's modality lookup table is incomplete. Values are shown as stored.");
  slice.unit = lut->unit;
  slice.modality_lut = std::move(lut);
}

}  // namespace scanetrix
