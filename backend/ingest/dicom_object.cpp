// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_object.h"

#include <set>

namespace scanetrix {
namespace {

constexpr std::size_t kMostUids = 4096;

struct Uids {
  std::set<std::string> studies;
  std::set<std::string> series;
};

void note(std::set<std::string>& uids, std::string uid) {
  if (!uid.empty() && uids.size() < kMostUids) uids.insert(std::move(uid));
}

/// What stands in the sequences of `item`. check_structure() has bounded how deep they go.
void walk(DcmItem& item, Uids& uids) {
  for (unsigned long i = 0; i < item.card(); ++i) {
    DcmElement* element = item.getElement(i);
    if (element == nullptr || element->ident() != EVR_SQ) continue;
    auto& sequence = *static_cast<DcmSequenceOfItems*>(element);  // ident() says that it is one.
    for (unsigned long n = 0; n < sequence.card(); ++n) {
      DcmItem& inside = *sequence.getItem(n);
      note(uids.studies, word_of(inside, DCM_StudyInstanceUID));
      note(uids.series, word_of(inside, DCM_SeriesInstanceUID));
      walk(inside, uids);
    }
  }
}

}  // namespace

DicomObject read_object(DcmDataset& dataset, Error refusal) {
  Uids uids;
  walk(dataset, uids);
  DicomObject object{std::move(refusal), {}, {uids.series.begin(), uids.series.end()}};
  if (const std::string own = word_of(dataset, DCM_StudyInstanceUID); !own.empty())
    object.study_uids = {own};
  else
    object.study_uids.assign(uids.studies.begin(), uids.studies.end());
  return object;
}

}  // namespace scanetrix
