// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "serve/services.h"

namespace scanetrix {

/// POST /uploads, either form: multipart/form-data → 202, takes everything and starts; JSON → 201, a
/// manifest. 400 · 413 · 415 · 422
tl::expected<std::unique_ptr<BodySink>, Response> open_upload(const Request& request,
                                                              const Services& services);

/// PUT /uploads/{id}/files/{path} → 204 · 404 · 409 · 413 · 422
tl::expected<std::unique_ptr<BodySink>, Response> open_file(const Request& request, const Services& services);

}  // namespace scanetrix
