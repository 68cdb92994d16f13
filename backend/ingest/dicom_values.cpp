// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_values.h"

#include <dcmtk/dcmdata/dcspchrs.h>

#include <cmath>

#include "ingest/plain_text.h"

namespace scanetrix {

std::string word_of(DcmItem& item, const DcmTagKey& tag, unsigned long index) {
  OFString value;
  if (item.findAndGetOFString(tag, value, index).bad()) return {};
  return trimmed({value.c_str(), value.size()});
}

Values::Values(DcmDataset& dataset) : dataset_(dataset) {
  OFString set;
  if (dataset_.findAndGetOFStringArray(DCM_SpecificCharacterSet, set).good()) character_set_ = set.c_str();
}

std::string Values::word(const DcmTagKey& tag, unsigned long index) const {
  return word_of(dataset_, tag, index);
}

std::string Values::words(const DcmTagKey& tag) const {
  OFString value;
  if (dataset_.findAndGetOFStringArray(tag, value).bad()) return {};
  return trimmed({value.c_str(), value.size()});
}

std::string Values::text(const DcmTagKey& tag) const {
  const std::string raw = words(tag);
  if (is_plain_ascii(raw)) return one_line(raw);
  DcmSpecificCharacterSet converter;
  OFString utf8;
  if (converter.selectCharacterSet(character_set_.c_str()).good() &&
      converter.convertString(raw.c_str(), raw.size(), utf8, "\\").good())
    return one_line({utf8.c_str(), utf8.size()});
  return one_line(raw);
}

std::optional<double> Values::number(const DcmTagKey& tag, unsigned long index) const {
  Float64 binary = 0;
  if (dataset_.findAndGetFloat64(tag, binary, index).good() && std::isfinite(binary)) return binary;
  return parse_number(word(tag, index));
}

std::optional<double> Values::positive(const DcmTagKey& tag, unsigned long index) const {
  const auto value = number(tag, index);
  return value && *value > 0 && *value < 1e6 ? value : std::nullopt;
}

std::optional<int> Values::integer(const DcmTagKey& tag) const {
  const auto value = number(tag);
  if (!value || std::abs(*value) > 2e9) return std::nullopt;
  return static_cast<int>(*value);
}

std::optional<int> Values::small(const DcmTagKey& tag) const {
  Uint16 value = 0;
  if (dataset_.findAndGetUint16(tag, value).bad()) return std::nullopt;
  return value;
}

std::optional<int> Values::small_signed(const DcmTagKey& tag, unsigned long index) const {
  Sint16 negative = 0;
  if (dataset_.findAndGetSint16(tag, negative, index).good()) return negative;
  Uint16 value = 0;
  if (dataset_.findAndGetUint16(tag, value, index).good()) return value;
  return std::nullopt;
}

std::span<const std::uint16_t> Values::array(const DcmTagKey& tag) const {
  const Uint16* words = nullptr;
  unsigned long count = 0;
  if (dataset_.findAndGetUint16Array(tag, words, &count).bad() || words == nullptr) return {};
  return {words, count};
}

}  // namespace scanetrix
