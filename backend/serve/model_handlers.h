// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "serve/services.h"

namespace scanetrix {

/// GET /models → 200
Response list_models(const Request& request, const Services& services);

}  // namespace scanetrix
