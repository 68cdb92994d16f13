// SPDX-License-Identifier: Apache-2.0
#include "serve/model_handlers.h"

#include <boost/json.hpp>

#include "base/log.h"
#include "pipeline/known_models.h"
#include "serve/problem.h"
#include "serve/wire.h"

namespace scanetrix {

Response list_models(const Request& /*request*/, const Services& services) {
  std::vector<std::string> broken;
  auto known = known_models(services.library.config, broken);
  for (const std::string& model : broken) log(LogLevel::warning, "model_unreadable", {{"reason", model}});
  if (!known) return problem(known.error());
  return json_response(200, {{"items", std::move(*known)}, {"nextCursor", nullptr}});
}

}  // namespace scanetrix
