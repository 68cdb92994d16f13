// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_pet.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

constexpr double kDay = 86400;

void add_text(std::vector<Parameter>& parameters, std::string name, std::string text) {
  if (!text.empty()) parameters.push_back({std::move(name), std::move(text)});
}
void add_number(std::vector<Parameter>& parameters, std::string name, std::optional<double> number) {
  if (number && *number > 0) parameters.push_back({std::move(name), *number});
}

}  // namespace

std::optional<double> seconds_of_day(std::string_view time) {
  const std::size_t digits = static_cast<std::size_t>(
      std::find_if(time.begin(), time.end(), [](unsigned char c) { return std::isdigit(c) == 0; }) -
      time.begin());
  if (digits >= 14)
    time.remove_prefix(8);  // A date before it.
  else if (digits != 6)
    return std::nullopt;
  std::array<int, 3> parts{};
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string_view two = time.substr(2 * i, 2);
    if (std::from_chars(two.data(), two.data() + two.size(), parts[i]).ptr != two.data() + 2)
      return std::nullopt;
  }
  if (parts[0] > 23 || parts[1] > 59 || parts[2] > 60) return std::nullopt;
  const std::string_view rest = time.substr(6);
  double fraction = 0;
  if (rest.starts_with('.'))
    fraction =
        parse_number("0" + std::string(rest.substr(0, rest.find_first_not_of("0123456789", 1)))).value_or(0);
  return parts[0] * 3600 + parts[1] * 60 + parts[2] + fraction;
}

std::vector<Parameter> read_pet_parameters(const Values& values) {
  std::vector<Parameter> parameters;
  add_text(parameters, "decayCorrection", one_line(values.word(DCM_DecayCorrection)));
  add_text(parameters, "correctedImage", one_line(values.words(DCM_CorrectedImage)));
  add_text(parameters, "suvType", one_line(values.word(DCM_SUVType)));
  add_number(parameters, "patientWeightKg", values.number(DCM_PatientWeight));
  DcmItem* item = values.item(DCM_RadiopharmaceuticalInformationSequence);
  if (item == nullptr) return parameters;
  const Values injection = values.with({item});
  if (DcmItem* nuclide = injection.item(DCM_RadionuclideCodeSequence))
    add_text(parameters, "radionuclide", injection.with({nuclide}).text(DCM_CodeMeaning));
  add_text(parameters, "radiopharmaceutical", injection.text(DCM_Radiopharmaceutical));
  add_number(parameters, "injectedDoseBq", injection.number(DCM_RadionuclideTotalDose));
  add_number(parameters, "halfLifeSeconds", injection.number(DCM_RadionuclideHalfLife));
  std::string start = injection.word(DCM_RadiopharmaceuticalStartDateTime);
  if (start.empty()) start = injection.word(DCM_RadiopharmaceuticalStartTime);
  const auto injected = seconds_of_day(start);
  const auto scanned = seconds_of_day(values.word(DCM_SeriesTime));
  if (injected && scanned)
    parameters.push_back(
        {"secondsFromInjectionToSeries", *scanned - *injected + (*scanned < *injected ? kDay : 0)});
  return parameters;
}

}  // namespace scanetrix
