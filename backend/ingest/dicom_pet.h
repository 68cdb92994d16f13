// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "ingest/dicom_values.h"
#include "volume/series.h"

namespace scanetrix {

/// What turns activity into standardised uptake values (DICOM PS3.3 C.8.9.1, C.8.9.2), under stable names;
/// each only where the file says it:
///
/// decayCorrection ("NONE", "START", "ADMIN"), correctedImage, suvType, radionuclide, radiopharmaceutical;
/// injectedDoseBq, halfLifeSeconds, patientWeightKg; secondsFromInjectionToSeries, within a day.
///
/// No clock time and nothing that identifies a patient is taken: weight is a characteristic (PS3.15 E.3.7),
/// and without it there is no uptake value. Nothing is computed: makers differ in what they decay to.
[[nodiscard]] std::vector<Parameter> read_pet_parameters(const Values& values);

/// Seconds of the day in a DICOM time "HHMMSS.FFFFFF" or date and time "YYYYMMDDHHMMSS.FFFFFF"; none when it
/// is neither.
[[nodiscard]] std::optional<double> seconds_of_day(std::string_view time);

}  // namespace scanetrix
