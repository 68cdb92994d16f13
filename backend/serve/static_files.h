// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "serve/services.h"

namespace scanetrix {

/// A file as an answer to GET or HEAD: ETag from size and time, If-None-Match (304), Range (206, 416).
/// 404 when it is not a regular file.
Response file_response(const Request& request, const fs::path& path, std::string_view type,
                       std::string_view cache_control);

/// The same of a file that is open already.
Response file_response(const Request& request, std::shared_ptr<const ServedFile> file);

/// The built page below `root`: files of its own, and index.html for every other address, as the page does
/// its own routing. Names with a hash in them (assets/) may be kept for ever, everything else is asked for
/// again.
Response page_response(const Request& request, const fs::path& root);

}  // namespace scanetrix
