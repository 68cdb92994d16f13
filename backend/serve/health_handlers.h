// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "serve/services.h"

namespace scanetrix {

/// GET /healthz → 200: the process answers.
Response get_health(const Request& request, const Services& services);
/// GET /readyz → 200 when database and storage answer, else 503.
Response get_readiness(const Request& request, const Services& services);
/// GET /metrics → 200, Prometheus text.
Response get_metrics(const Request& request, const Services& services);
/// GET /api/docs and /api/openapi.json → 200, the contract as it was built.
Response get_api_docs(const Request& request, const Services& services);
Response get_openapi(const Request& request, const Services& services);

}  // namespace scanetrix
