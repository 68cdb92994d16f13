// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace scanetrix {

/// (group << 16) | element.
using DicomTag = std::uint32_t;

/// Data elements in the making: a data set, or an item of a sequence. Encoded as Explicit VR Little Endian
/// (PS3.5 7.1.2, 7.5), in the order of their tags whatever the order in which they were put.
class DicomItem {
 public:
  /// Text of any VR with a length of 16 bits; several values parted by backslashes. Padded to an even length.
  DicomItem& text(DicomTag tag, std::string_view vr, std::string_view value);
  /// A UID, padded with a zero.
  DicomItem& uid(DicomTag tag, std::string_view value);
  /// Whole numbers of 16 and 32 bits: US, UL.
  DicomItem& shorts(DicomTag tag, std::initializer_list<std::uint16_t> values);
  DicomItem& longs(DicomTag tag, std::initializer_list<std::uint32_t> values);
  /// Tags: AT.
  DicomItem& pointer(DicomTag tag, DicomTag value);
  /// Bytes: OB. \pre An even number of them.
  DicomItem& bytes(DicomTag tag, ByteView value);
  DicomItem& sequence(DicomTag tag, const std::vector<DicomItem>& items);

  [[nodiscard]] Bytes encoded() const;

 private:
  void put(DicomTag tag, std::string_view vr, ByteView value);

  std::map<DicomTag, Bytes> elements_;  ///< Whole, with tag, VR and length.
};

/// Decimal, as DS has it: at most 16 characters (PS3.5 6.2), as near as these allow.
[[nodiscard]] std::string decimal_string(double value);

/// A UID of our own making: 2.25 and 128 random bits (PS3.5 B.2).
[[nodiscard]] std::string new_dicom_uid();

}  // namespace scanetrix
