// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>

#include "evaluate/evaluation.h"

namespace scanetrix {

/// Everything, for other programs: {"results": [{volume, case, scores: [{method, psnr, …}]}], "summary":
/// […]}.
[[nodiscard]] boost::json::object scores_as_json(std::span<const Evaluated> results);

/// For people, Markdown: one table a volume, then the gains by case, mean and worst over the volumes.
[[nodiscard]] std::string scores_as_text(std::span<const Evaluated> results);

}  // namespace scanetrix
