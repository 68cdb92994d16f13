// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/fwd.hpp>

#include "volume/series.h"

namespace scanetrix {

/// How a volume came about, as the wire and a stored volume's metadata have it: `{how, model?, version?,
/// interpolatedSlices?, parameters?}`; what is not known of `parameters` is null there.
[[nodiscard]] boost::json::object provenance_of(const SeriesVolume& volume);

/// Fills in those members of `volume`. What `parameters` holds beside numbers, texts and truth values is
/// passed over. Throws (boost::system::system_error) where it is not as provenance_of() makes it.
void take_provenance(const boost::json::object& provenance, SeriesVolume& volume);

}  // namespace scanetrix
