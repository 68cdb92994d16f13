// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "base/config.h"
#include "models/registry.h"

namespace scanetrix {

/// The models that were dropped in here.
[[nodiscard]] ModelRegistry installed_models(const Config& config);

/// What can be run, as `GET /models` and `models list --json` say it: the network for reconstruction, where
/// its weights are there, then what was dropped in. \param broken  Models that are there and cannot be read,
/// and why. \error unavailable
Result<boost::json::array> known_models(const Config& config, std::vector<std::string>& broken);

}  // namespace scanetrix
