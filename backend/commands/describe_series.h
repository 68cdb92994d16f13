// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <span>

#include "ingest/ingest.h"
#include "volume/series.h"

namespace scanetrix {

/// A series as `convert --list --json` tells it. Reads no voxels. Triples are [z, y, x]; what describes one
/// volume stands for the first, and again for each under "volumes".
[[nodiscard]] boost::json::object describe(const Series& series);

/// The files that are in no series.
[[nodiscard]] boost::json::array describe(std::span<const Refusal> refused);

}  // namespace scanetrix
