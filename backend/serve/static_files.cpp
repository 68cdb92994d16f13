// SPDX-License-Identifier: Apache-2.0
#include "serve/static_files.h"

#include <sys/stat.h>

#include <array>

#include "serve/byte_range.h"
#include "serve/problem.h"

namespace scanetrix {
namespace {

constexpr std::array kTypes{
    std::pair{std::string_view(".html"), std::string_view("text/html; charset=utf-8")},
    std::pair{std::string_view(".js"), std::string_view("text/javascript; charset=utf-8")},
    std::pair{std::string_view(".mjs"), std::string_view("text/javascript; charset=utf-8")},
    std::pair{std::string_view(".css"), std::string_view("text/css; charset=utf-8")},
    std::pair{std::string_view(".json"), std::string_view("application/json")},
    std::pair{std::string_view(".svg"), std::string_view("image/svg+xml")},
    std::pair{std::string_view(".png"), std::string_view("image/png")},
    std::pair{std::string_view(".jpg"), std::string_view("image/jpeg")},
    std::pair{std::string_view(".ico"), std::string_view("image/x-icon")},
    std::pair{std::string_view(".wasm"), std::string_view("application/wasm")},
    std::pair{std::string_view(".woff2"), std::string_view("font/woff2")},
    std::pair{std::string_view(".webmanifest"), std::string_view("application/manifest+json")},
    std::pair{std::string_view(".txt"), std::string_view("text/plain; charset=utf-8")},
};

std::string_view type_of(const fs::path& path) {
  const std::string suffix = path.extension();
  for (const auto& [known, type] : kTypes)
    if (known == suffix) return type;
  return "application/octet-stream";
}

/// Scripts and styles only from here; blob: for pictures that were fetched with a token and for workers;
/// WebAssembly for the decoders.
constexpr auto kContentSecurityPolicy =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self' "
    "'unsafe-inline'; "
    "img-src 'self' blob: data:; font-src 'self'; connect-src 'self' blob: data:; object-src 'none'; "
    "base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";

bool matches(std::string_view if_none_match, const std::string& etag) {
  return if_none_match == "*" || if_none_match.find(etag) != if_none_match.npos;
}

}  // namespace

Response file_response(const Request& request, const fs::path& path, std::string_view type,
                       std::string_view cache_control) {
  auto file = std::make_shared<ServedFile>();
  if (auto opened = open_to_read(path)) file->handle = std::move(*opened);
  struct stat status {};
  if (!file->handle || ::fstat(file->handle.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return problem(404, "not_found", "There is nothing at this address.");
  file->size = static_cast<std::uint64_t>(status.st_size);
  file->etag = fmt::format("\"{:x}-{:x}{:08x}\"", file->size, status.st_mtim.tv_sec,
                           static_cast<unsigned>(status.st_mtim.tv_nsec));
  file->type = type;
  file->cache_control = cache_control;
  return file_response(request, std::move(file));
}

Response file_response(const Request& request, std::shared_ptr<const ServedFile> file) {
  const std::string& etag = file->etag;
  Response response(200);
  response.with("ETag", etag).with("Cache-Control", file->cache_control).with("Accept-Ranges", "bytes");
  if (matches(request.header("if-none-match"), etag)) {
    response.status = 304;
    return response;
  }
  response.with("Content-Type", file->type);

  const std::uint64_t size = file->size;
  ByteRange range{0, size};
  // If-Range with another ETag asks for the whole (RFC 9110 section 13.1.5).
  const std::string if_range = request.header("if-range");
  const std::string wanted = if_range.empty() || if_range == etag ? request.header("range") : "";
  switch (parse_range(wanted, size, range)) {
    case RangeVerdict::whole:
      break;
    case RangeVerdict::partial:
      response.status = 206;
      response.with("Content-Range",
                    fmt::format("bytes {}-{}/{}", range.offset, range.offset + range.length - 1, size));
      break;
    case RangeVerdict::unsatisfiable:
      return problem(416, "range_not_satisfiable", fmt::format("The file has {} bytes.", size))
          .with("Content-Range", fmt::format("bytes */{}", size));
  }
  response.body = FileBody{std::move(file), range.offset, range.length};
  return response;
}

Response page_response(const Request& request, const fs::path& root) {
  const std::string relative = request.path.substr(1);
  std::error_code error;
  // parse_target() lets no path through that leads out of `root`; should it ever, there is nothing here.
  if (fs::path(relative).is_absolute()) return problem(404, "not_found", "There is nothing at this address.");
  const fs::path wanted = root / relative;
  if (!relative.empty() && fs::is_regular_file(wanted, error)) {
    const bool hashed = relative.starts_with("assets/");
    return file_response(request, wanted, type_of(wanted),
                         hashed ? "public, max-age=31536000, immutable" : "no-cache");
  }
  if (relative.starts_with("assets/")) return problem(404, "not_found", "There is nothing at this address.");
  const fs::path index = root / "index.html";
  if (!fs::is_regular_file(index, error))
    return problem(404, "not_found", "The page is not built. Run make build, or give --web-dir.");
  return file_response(request, index, type_of(index), "no-cache")
      .with("Content-Security-Policy", kContentSecurityPolicy);
}

}  // namespace scanetrix
