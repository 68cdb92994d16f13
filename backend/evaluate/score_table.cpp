// SPDX-License-Identifier: Apache-2.0
#include "evaluate/score_table.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <limits>

#include "reconstruct/flow_volume.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

/// What the method under test is held against.
struct Rival {
  std::string_view key;   ///< In JSON.
  std::string_view name;  ///< For people.
  double (*psnr)(const Evaluated&);
};
constexpr std::array kRivals{
    Rival{"overInterpolation", "the best interpolation",
          [](const Evaluated& each) { return each.best_interpolation().psnr; }},
    Rival{"overBackProjection", "back-projection",
          [](const Evaluated& each) { return each.of("back-projection").psnr; }},
    Rival{"overLinear", "linear", [](const Evaluated& each) { return each.of("linear").psnr; }},
    Rival{"overFlow", "flow", [](const Evaluated& each) { return each.of(kFlow).psnr; }}};

struct Gain {
  double mean = 0;  ///< dB
  double worst = std::numeric_limits<double>::infinity();
};

/// Gains of the method under test in one case, over the volumes.
struct Gains {
  std::string case_name;
  std::array<Gain, kRivals.size()> over;
};

bool has_under_test(const Evaluated& evaluated) {
  return evaluated.scores.back().method == kUnderTest;
}

std::vector<Gains> gains_by_case(std::span<const Evaluated> results) {
  std::vector<std::string> names;
  for (const Evaluated& evaluated : results)
    if (has_under_test(evaluated) && std::ranges::find(names, evaluated.case_name) == names.end())
      names.push_back(evaluated.case_name);
  std::vector<Gains> all;
  for (const std::string& name : names) {
    Gains gains{.case_name = name, .over = {}};
    double count = 0;
    for (const Evaluated& evaluated : results) {
      if (evaluated.case_name != name || !has_under_test(evaluated)) continue;
      for (std::size_t i = 0; i < kRivals.size(); ++i) {
        const double gain = evaluated.of(kUnderTest).psnr - kRivals[i].psnr(evaluated);
        gains.over[i].mean += gain;
        gains.over[i].worst = std::min(gains.over[i].worst, gain);
      }
      ++count;
    }
    for (Gain& gain : gains.over) gain.mean /= count;
    all.push_back(gains);
  }
  return all;
}

json::value or_null(const std::optional<double>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}

}  // namespace

json::object scores_as_json(std::span<const Evaluated> results) {
  json::array list;
  for (const Evaluated& evaluated : results) {
    json::array scores;
    for (const Scores& each : evaluated.scores)
      scores.push_back({{"method", each.method},
                        {"psnr", each.psnr},
                        {"bodyPsnr", each.body_psnr},
                        {"ssim", each.ssim},
                        {"softHu", each.soft_hu},
                        {"surfaceMm", or_null(each.surface_mm)},
                        {"surface95Mm", or_null(each.surface95_mm)},
                        {"note", each.note}});
    list.push_back(
        {{"volume", evaluated.volume}, {"case", evaluated.case_name}, {"scores", std::move(scores)}});
  }
  json::array summary;
  for (const Gains& gains : gains_by_case(results)) {
    json::object row{{"case", gains.case_name}};
    for (std::size_t i = 0; i < kRivals.size(); ++i) {
      row[kRivals[i].key] = gains.over[i].mean;
      row[std::string(kRivals[i].key) + "Worst"] = gains.over[i].worst;
    }
    summary.push_back(std::move(row));
  }
  return {{"results", std::move(list)}, {"summary", std::move(summary)}};
}

std::string scores_as_text(std::span<const Evaluated> results) {
  std::string text;
  const Evaluated* before = nullptr;
  for (const Evaluated& evaluated : results) {
    if (before == nullptr || before->volume != evaluated.volume)
      text += fmt::format(
          "\n{}\n\n| case | method | PSNR dB | body dB | SSIM | soft HU | surface mm | 95 % mm | |\n"
          "|---|---|---|---|---|---|---|---|---|\n",
          evaluated.volume);
    before = &evaluated;
    for (const Scores& each : evaluated.scores)
      text += fmt::format("| {} | {} | {:.2f} | {:.2f} | {:.3f} | {} | {} | {} | {} |\n", evaluated.case_name,
                          each.method, each.psnr, each.body_psnr, each.ssim,
                          each.soft_hu > 0 ? fmt::format("{:.1f}", each.soft_hu) : "",
                          each.surface_mm ? fmt::format("{:.3f}", *each.surface_mm) : "",
                          each.surface95_mm ? fmt::format("{:.3f}", *each.surface95_mm) : "", each.note);
  }
  const auto summary = gains_by_case(results);
  if (summary.empty()) return text;
  text += "\nGain in PSNR, mean (worst volume), dB\n\n| case |";
  for (const Rival& rival : kRivals) text += fmt::format(" over {} |", rival.name);
  text += "\n|---|---|---|---|---|\n";
  for (const Gains& gains : summary) {
    text += "| " + gains.case_name + " |";
    for (const Gain& gain : gains.over) text += fmt::format(" {:+.2f} ({:+.2f}) |", gain.mean, gain.worst);
    text += '\n';
  }
  return text;
}

}  // namespace scanetrix
