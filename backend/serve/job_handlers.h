// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "serve/services.h"

namespace scanetrix {

/// POST /scans/{id}/jobs → 202 · 404 · 409 · 422
Response create_job(const Request& request, const Services& services);
/// GET /scans/{id}/jobs → 200 · 404
Response list_jobs(const Request& request, const Services& services);
/// GET /jobs/{id} → 200 · 404
Response get_job(const Request& request, const Services& services);
/// DELETE /jobs/{id} → 204 · 404
Response cancel_job(const Request& request, const Services& services);

}  // namespace scanetrix
