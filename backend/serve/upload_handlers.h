// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "serve/services.h"
#include "serve/wire.h"

namespace scanetrix {

/// GET /uploads?state=&limit=&cursor= → 200 page · 422
Response list_uploads(const Request& request, const Services& services);
/// GET /uploads/{id} → 200 · 404
Response get_upload(const Request& request, const Services& services);
/// POST /uploads/{id}/complete → 202 · 404 · 409
Response complete_upload(const Request& request, const Services& services);
/// DELETE /uploads/{id} → 204 · 404
Response delete_upload(const Request& request, const Services& services);

/// The upload with its lists, as the wire shows it. \error not_found
Result<UploadView> view_upload(const Library& library, const std::string& user_id, const std::string& id);

/// Syncs what has arrived, then hands the upload to the workers. \error conflict  "files_missing"
Result<void> accept_upload(const Library& library, const std::string& upload_id);

}  // namespace scanetrix
