// SPDX-License-Identifier: Apache-2.0
#include "export/dicom_item.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdlib>

#include "base/id.h"

namespace scanetrix {
namespace {

void append_tag(Bytes& out, DicomTag tag) {
  append(out, static_cast<std::uint16_t>(tag >> 16));
  append(out, static_cast<std::uint16_t>(tag));
}

template <typename T>
Bytes packed(std::initializer_list<T> values) {
  Bytes out;
  for (const T value : values) append(out, value);
  return out;
}

Bytes padded(std::string_view value, char with) {
  const ByteView bytes = as_bytes(value);
  Bytes out(bytes.begin(), bytes.end());
  if (out.size() % 2 == 1) out.push_back(static_cast<std::byte>(with));
  return out;
}

/// Whose length takes 32 bits, after two reserved bytes.
bool is_long(std::string_view vr) {
  return vr == "OB" || vr == "OW" || vr == "SQ" || vr == "UT";
}

}  // namespace

void DicomItem::put(DicomTag tag, std::string_view vr, ByteView value) {
  Bytes element;
  append_tag(element, tag);
  for (const char letter : vr) element.push_back(static_cast<std::byte>(letter));
  if (is_long(vr)) {
    append(element, std::uint16_t{0});
    append(element, static_cast<std::uint32_t>(value.size()));
  } else {
    assert(value.size() <= 0xFFFF);
    append(element, static_cast<std::uint16_t>(value.size()));
  }
  element.insert(element.end(), value.begin(), value.end());
  elements_[tag] = std::move(element);
}

DicomItem& DicomItem::text(DicomTag tag, std::string_view vr, std::string_view value) {
  put(tag, vr, padded(value, ' '));
  return *this;
}

DicomItem& DicomItem::uid(DicomTag tag, std::string_view value) {
  put(tag, "UI", padded(value, '\0'));
  return *this;
}

DicomItem& DicomItem::shorts(DicomTag tag, std::initializer_list<std::uint16_t> values) {
  put(tag, "US", packed(values));
  return *this;
}

DicomItem& DicomItem::longs(DicomTag tag, std::initializer_list<std::uint32_t> values) {
  put(tag, "UL", packed(values));
  return *this;
}

DicomItem& DicomItem::pointer(DicomTag tag, DicomTag value) {
  Bytes bytes;
  append_tag(bytes, value);
  put(tag, "AT", bytes);
  return *this;
}

DicomItem& DicomItem::bytes(DicomTag tag, ByteView value) {
  put(tag, "OB", value);
  return *this;
}

DicomItem& DicomItem::sequence(DicomTag tag, const std::vector<DicomItem>& items) {
  Bytes value;
  for (const DicomItem& item : items) {
    const Bytes inside = item.encoded();
    append_tag(value, 0xFFFEE000);
    append(value, static_cast<std::uint32_t>(inside.size()));
    value.insert(value.end(), inside.begin(), inside.end());
  }
  put(tag, "SQ", value);
  return *this;
}

Bytes DicomItem::encoded() const {
  Bytes out;
  for (const auto& [tag, element] : elements_) out.insert(out.end(), element.begin(), element.end());
  return out;
}

std::string decimal_string(double value) {
  for (int digits = 16; digits > 0; --digits) {
    const std::string text = fmt::format("{:.{}g}", value, digits);
    if (text.size() <= 16) return text;
  }
  std::abort();  // One digit always fits.
}

std::string new_dicom_uid() {
  auto random = random_bits();
  // To decimal, digit by digit.
  std::string digits;
  while (std::ranges::any_of(random, [](std::uint8_t byte) { return byte != 0; })) {
    unsigned rest = 0;
    for (std::uint8_t& byte : random) {
      const unsigned value = rest * 256 + byte;
      byte = static_cast<std::uint8_t>(value / 10);
      rest = value % 10;
    }
    digits.push_back(static_cast<char>('0' + rest));
  }
  std::ranges::reverse(digits);
  return "2.25." + (digits.empty() ? "0" : digits);
}

}  // namespace scanetrix
