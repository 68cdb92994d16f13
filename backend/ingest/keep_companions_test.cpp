// SPDX-License-Identifier: Apache-2.0
#include "ingest/keep_companions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

DicomSlice slice_of(std::string study, std::string series, int number) {
  DicomSlice slice;
  slice.study_uid = std::move(study);
  slice.series_uid = std::move(series);
  slice.series_number = number;
  return slice;
}

ObjectFile object_of(std::size_t file, std::vector<std::string> studies, std::vector<std::string> series) {
  return {file, {{}, std::move(studies), std::move(series)}};
}

const std::vector<DicomSlice> kSlices{slice_of("study", "late", 5), slice_of("study", "early", 2),
                                      slice_of("other", "elsewhere", 1)};

TEST(KeepCompanions, GoWithEverySeriesThatTheyReferTo) {
  const std::vector objects{object_of(7, {"study"}, {"late", "not here"}),
                            object_of(8, {"study"}, {"late", "early"})};
  EXPECT_THAT(keep_companions(objects, kSlices),
              ElementsAre(Pair("early", ElementsAre(8u)), Pair("late", ElementsAre(7u, 8u))));
}

TEST(KeepCompanions, WithoutAReferenceTheyGoWithTheStudysFirstSeries) {
  EXPECT_THAT(keep_companions(std::vector{object_of(7, {"study"}, {})}, kSlices),
              ElementsAre(Pair("early", ElementsAre(7u))));
}

TEST(KeepCompanions, OfAnotherStudyTheyGoWithNone) {
  EXPECT_THAT(
      keep_companions(std::vector{object_of(7, {"strange"}, {"late"}), object_of(8, {}, {"late"})}, kSlices),
      IsEmpty());
}

}  // namespace
}  // namespace scanetrix
