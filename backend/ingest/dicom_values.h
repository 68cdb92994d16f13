// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dcmtk/config/osconfig.h>
// After osconfig.h, as DCMTK asks.
#include <dcmtk/dcmdata/dctk.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace scanetrix {

/// One value of several of an attribute, trimmed; empty when absent.
[[nodiscard]] std::string word_of(DcmItem& item, const DcmTagKey& tag, unsigned long index = 0);

/// The values of one data set, as plain types. What is absent, of another VR or not a number is none or
/// empty.
class Values {
 public:
  explicit Values(DcmDataset& dataset);

  /// The same, but what stands in one of `nearer` goes before: the first that has the attribute counts. For
  /// functional groups (DICOM PS3.3 C.7.6.16), whose frames differ from the data set.
  [[nodiscard]] Values with(std::vector<DcmItem*> nearer) const;

  /// As word_of().
  [[nodiscard]] std::string word(const DcmTagKey& tag, unsigned long index = 0) const;

  /// All values, with backslashes between them.
  [[nodiscard]] std::string words(const DcmTagKey& tag) const;

  /// Text for a person: UTF-8 by the data set's character set, one line.
  [[nodiscard]] std::string text(const DcmTagKey& tag) const;

  /// Finite.
  [[nodiscard]] std::optional<double> number(const DcmTagKey& tag, unsigned long index = 0) const;

  /// A length: above 0 and below a kilometre in mm.
  [[nodiscard]] std::optional<double> positive(const DcmTagKey& tag, unsigned long index = 0) const;

  [[nodiscard]] std::optional<int> integer(const DcmTagKey& tag) const;

  /// An unsigned 16-bit attribute. Another VR than US counts as absent: files that have one are made to harm.
  [[nodiscard]] std::optional<int> small(const DcmTagKey& tag) const;

  /// A signed or unsigned 16-bit attribute, as its VR says.
  [[nodiscard]] std::optional<int> small_signed(const DcmTagKey& tag, unsigned long index) const;

  /// 16-bit words, in this machine's byte order. Valid as long as the data set.
  [[nodiscard]] std::span<const std::uint16_t> array(const DcmTagKey& tag) const;

  /// The bytes of an attribute of other or unknown VR, as the file has them. Valid as long as the data set.
  [[nodiscard]] ByteView bytes(const DcmTagKey& tag) const;

  /// All values of a numeric attribute; empty when one is not a number.
  [[nodiscard]] std::vector<double> numbers(const DcmTagKey& tag) const;

  [[nodiscard]] bool has(const DcmTagKey& tag) const;

  /// The n-th item of a sequence; null when there is none.
  [[nodiscard]] DcmItem* item(const DcmTagKey& sequence, long index = 0) const;

 private:
  Values() = default;
  /// The nearest item that has the attribute; the data set where none has.
  [[nodiscard]] DcmItem& holder(const DcmTagKey& tag) const;

  std::vector<DcmItem*> layers_;  ///< The nearest first, the data set last.
  std::string character_set_;
};

}  // namespace scanetrix
