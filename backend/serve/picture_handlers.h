// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "serve/services.h"

namespace scanetrix {

// Pictures that the server draws, or has drawn at ingest.

/// GET /scans/{id}/thumbnail.png → 200 · 304 · 404
Response get_thumbnail(const Request& request, const Services& services);
/// GET /scans/{id}/preview.png → 200 · 304 · 404
Response get_preview(const Request& request, const Services& services);
/// GET /scans/{id}/volumes/{volume}/slice.png?plane=&index=&center=&width=&time= → 200 · 304 · 404 · 422
Response get_slice(const Request& request, const Services& services);
/// GET /scans/{id}/volumes/{volume}/turntable.png?angle=&time= → 200 · 304 · 404 · 422 · 503
///
/// One picture is drawn at a time, whoever asks, and few requests wait for it; the others get 503.
Response get_turntable(const Request& request, const Services& services);

}  // namespace scanetrix
