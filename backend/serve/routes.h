// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "serve/http_message.h"
#include "serve/services.h"

namespace scanetrix {

enum class Access {
  everybody,
  signed_in,
};

/// One line of the API. Either `handle`, which is given the whole body (1 MB at most), or `open`, whose sink
/// takes it as it arrives.
struct Route {
  using Handle = Response (*)(const Request&, const Services&);
  using Open = tl::expected<std::unique_ptr<BodySink>, Response> (*)(const Request&, const Services&);

  std::string_view method;
  std::string_view pattern;  ///< {name} stands for one segment, {name...} at the end for all that follow.
  Access access = Access::signed_in;
  Handle handle = nullptr;
  Open open = nullptr;
  /// Asked many times a second while somebody looks at a scan: what goes well is logged at debug alone.
  bool frequent = false;
};

/// Every route there is.
[[nodiscard]] std::span<const Route> all_routes();

struct RouteMatch {
  const Route* route = nullptr;  ///< None: not in the API.
  std::map<std::string, std::string> path_values;
  std::string allowed;  ///< For 405: the methods that this address takes, else empty.
};

/// HEAD is taken by what takes GET.
[[nodiscard]] RouteMatch find_route(std::string_view method, std::string_view path);

}  // namespace scanetrix
