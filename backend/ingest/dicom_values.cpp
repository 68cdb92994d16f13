// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_values.h"

#include <dcmtk/dcmdata/dcspchrs.h>

#include <algorithm>
#include <cmath>

#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

/// More values than one attribute of a header honestly has.
constexpr unsigned long kMostNumbers = 65536;

}  // namespace

std::string word_of(DcmItem& item, const DcmTagKey& tag, unsigned long index) {
  OFString value;
  if (item.findAndGetOFString(tag, value, index).bad()) return {};
  return trimmed({value.c_str(), value.size()});
}

Values::Values(DcmDataset& dataset) : layers_{&dataset} {
  OFString set;
  if (dataset.findAndGetOFStringArray(DCM_SpecificCharacterSet, set).good()) character_set_ = set.c_str();
}

Values Values::with(std::vector<DcmItem*> nearer) const {
  Values values;
  values.layers_ = std::move(nearer);
  values.layers_.insert(values.layers_.end(), layers_.begin(), layers_.end());
  values.character_set_ = character_set_;
  return values;
}

DcmItem& Values::holder(const DcmTagKey& tag) const {
  for (DcmItem* layer : layers_)
    if (layer->tagExists(tag)) return *layer;
  return *layers_.back();
}

bool Values::has(const DcmTagKey& tag) const {
  return holder(tag).tagExists(tag);
}

DcmItem* Values::item(const DcmTagKey& sequence, long index) const {
  DcmItem* found = nullptr;
  return holder(sequence).findAndGetSequenceItem(sequence, found, index).good() ? found : nullptr;
}

std::vector<double> Values::numbers(const DcmTagKey& tag) const {
  std::vector<double> all;
  DcmElement* element = nullptr;
  if (holder(tag).findAndGetElement(tag, element).bad()) return all;
  const unsigned long count = std::min<unsigned long>(element->getNumberOfValues(), kMostNumbers);
  for (unsigned long i = 0; i < count; ++i) {
    const auto value = number(tag, i);
    if (!value) return {};
    all.push_back(*value);
  }
  return all;
}

std::string Values::word(const DcmTagKey& tag, unsigned long index) const {
  return word_of(holder(tag), tag, index);
}

std::string Values::words(const DcmTagKey& tag) const {
  OFString value;
  if (holder(tag).findAndGetOFStringArray(tag, value).bad()) return {};
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
  if (holder(tag).findAndGetFloat64(tag, binary, index).good() && std::isfinite(binary)) return binary;
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
  if (holder(tag).findAndGetUint16(tag, value).bad()) return std::nullopt;
  return value;
}

std::optional<int> Values::small_signed(const DcmTagKey& tag, unsigned long index) const {
  Sint16 negative = 0;
  if (holder(tag).findAndGetSint16(tag, negative, index).good()) return negative;
  Uint16 value = 0;
  if (holder(tag).findAndGetUint16(tag, value, index).good()) return value;
  return std::nullopt;
}

ByteView Values::bytes(const DcmTagKey& tag) const {
  const Uint8* data = nullptr;
  unsigned long count = 0;
  if (holder(tag).findAndGetUint8Array(tag, data, &count).bad() || data == nullptr) return {};
  return std::as_bytes(std::span(data, count));
}

std::span<const std::uint16_t> Values::array(const DcmTagKey& tag) const {
  const Uint16* words = nullptr;
  unsigned long count = 0;
  if (holder(tag).findAndGetUint16Array(tag, words, &count).bad() || words == nullptr) return {};
  return {words, count};
}

}  // namespace scanetrix
