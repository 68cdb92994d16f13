// SPDX-License-Identifier: Apache-2.0
#include "evaluate/score_table.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <limits>

namespace scanetrix {
namespace {

namespace json = boost::json;

/// Gains of the method under test in one case, over the volumes.
struct Gains {
  std::string case_name;
  double over_interpolation = 0;  ///< Mean, dB.
  double over_interpolation_worst = std::numeric_limits<double>::infinity();
  double over_back_projection = 0;
  double over_back_projection_worst = std::numeric_limits<double>::infinity();
  double over_linear = 0;
  double over_linear_worst = std::numeric_limits<double>::infinity();
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
    Gains gains{.case_name = name};
    double count = 0;
    for (const Evaluated& evaluated : results) {
      if (evaluated.case_name != name || !has_under_test(evaluated)) continue;
      const double ours = evaluated.of(kUnderTest).psnr;
      const auto take = [&](double theirs, double& mean, double& worst) {
        mean += ours - theirs;
        worst = std::min(worst, ours - theirs);
      };
      take(evaluated.best_interpolation().psnr, gains.over_interpolation, gains.over_interpolation_worst);
      take(evaluated.of("back-projection").psnr, gains.over_back_projection,
           gains.over_back_projection_worst);
      take(evaluated.of("linear").psnr, gains.over_linear, gains.over_linear_worst);
      ++count;
    }
    gains.over_interpolation /= count;
    gains.over_back_projection /= count;
    gains.over_linear /= count;
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
  for (const Gains& gains : gains_by_case(results))
    summary.push_back({{"case", gains.case_name},
                       {"overInterpolation", gains.over_interpolation},
                       {"overInterpolationWorst", gains.over_interpolation_worst},
                       {"overBackProjection", gains.over_back_projection},
                       {"overBackProjectionWorst", gains.over_back_projection_worst},
                       {"overLinear", gains.over_linear},
                       {"overLinearWorst", gains.over_linear_worst}});
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
  text +=
      "\nGain in PSNR, mean (worst volume), dB\n\n"
      "| case | over the best interpolation | over back-projection | over linear |\n|---|---|---|---|\n";
  for (const Gains& gains : summary)
    text +=
        fmt::format("| {} | {:+.2f} ({:+.2f}) | {:+.2f} ({:+.2f}) | {:+.2f} ({:+.2f}) |\n", gains.case_name,
                    gains.over_interpolation, gains.over_interpolation_worst, gains.over_back_projection,
                    gains.over_back_projection_worst, gains.over_linear, gains.over_linear_worst);
  return text;
}

}  // namespace scanetrix
