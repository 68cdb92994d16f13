// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "serve/services.h"

namespace scanetrix {

/// POST /auth/register → 201 session · 403 · 409 · 422
Response register_user(const Request& request, const Services& services);
/// POST /auth/login → 200 session · 401 · 422 · 429
Response log_in(const Request& request, const Services& services);
/// POST /auth/refresh → 200 session · 401
Response refresh_session(const Request& request, const Services& services);
/// POST /auth/logout → 204
Response log_out(const Request& request, const Services& services);
/// GET /auth/me → 200 user · 401
Response get_me(const Request& request, const Services& services);

}  // namespace scanetrix
