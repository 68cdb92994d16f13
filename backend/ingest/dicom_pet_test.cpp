// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_pet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::ElementsAre;

TEST(SecondsOfDay, ReadsTimesAndDatesWithTimes) {
  EXPECT_EQ(seconds_of_day("000001"), 1);
  EXPECT_EQ(seconds_of_day("101500.25"), 36900.25);
  EXPECT_EQ(seconds_of_day("20240229101500"), 36900);
  EXPECT_EQ(seconds_of_day("20240229101500.5+0100"), 36900.5);
  for (const char* wrong : {"", "10", "1015", "2024022910", "246000", "x"})
    EXPECT_FALSE(seconds_of_day(wrong)) << wrong;
}

TEST(ReadPetParameters, TakesWhatUptakeValuesNeedAndNoClockTime) {
  DcmDataset data;
  data.putAndInsertString(DCM_DecayCorrection, "START");
  data.putAndInsertString(DCM_PatientName, "Somebody");
  data.putAndInsertString(DCM_PatientWeight, "70");
  data.putAndInsertString(DCM_SeriesTime, "001000");
  DcmItem* injection = nullptr;
  data.findOrCreateSequenceItem(DCM_RadiopharmaceuticalInformationSequence, injection, -2);
  injection->putAndInsertString(DCM_RadionuclideTotalDose, "370000000");
  injection->putAndInsertString(DCM_RadionuclideHalfLife, "6586.2");
  injection->putAndInsertString(DCM_RadiopharmaceuticalStartTime, "235000");
  const auto parameters = read_pet_parameters(Values(data));
  EXPECT_THAT(parameters,
              ElementsAre(Parameter{"decayCorrection", "START"}, Parameter{"patientWeightKg", 70.0},
                          Parameter{"injectedDoseBq", 370e6}, Parameter{"halfLifeSeconds", 6586.2},
                          Parameter{"secondsFromInjectionToSeries", 1200.0}));
}

}  // namespace
}  // namespace scanetrix
