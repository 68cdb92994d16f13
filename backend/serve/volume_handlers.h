// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "serve/services.h"

namespace scanetrix {

/// GET /scans/{id}/revisions/{revision}/volumes/{volume}/zarr/{path} → 200 · 206 · 304 · 404 · 416
/// What is at such an address never changes. An earlier revision goes some minutes after it was replaced.
Response get_zarr_of_revision(const Request& request, const Services& services);
/// GET /scans/{id}/volumes/{volume}/zarr/{path}: the same of the scan as it is now, so never to be used
/// unasked.
Response get_zarr(const Request& request, const Services& services);
/// DELETE /scans/{id}/volumes/{volume} → 204 · 404 · 409 · 422
Response delete_volume(const Request& request, const Services& services);
/// GET /scans/{id}/light-box?rows=&columns= → 200 LightBoxCut · 404 · 422
Response get_light_box(const Request& request, const Services& services);
/// GET /scans/{id}/original → 200 · 206 · 404
Response get_original(const Request& request, const Services& services);
/// GET /scans/{id}/export?format=nifti&volume= → 200 · 404 · 422
Response export_scan(const Request& request, const Services& services);

}  // namespace scanetrix
