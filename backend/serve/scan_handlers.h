// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "serve/services.h"

namespace scanetrix {

/// GET /scans?query=&modality=&state=&sort=&limit=&cursor= → 200 page · 422
Response list_scans(const Request& request, const Services& services);
/// GET /scans/{id} → 200 · 404
Response get_scan(const Request& request, const Services& services);
/// PATCH /scans/{id} → 200 · 404 · 422
Response patch_scan(const Request& request, const Services& services);
/// DELETE /scans/{id} → 204 · 404
Response delete_scan(const Request& request, const Services& services);
/// GET /scans/{id}/annotations → 200 with ETag · 404
Response get_annotations(const Request& request, const Services& services);
/// PUT /scans/{id}/annotations with If-Match → 200 with ETag · 404 · 412 · 428
Response put_annotations(const Request& request, const Services& services);

}  // namespace scanetrix
