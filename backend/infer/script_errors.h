// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.h"

namespace scanetrix {

/// What libtorch's complaint about a model means, in a sentence for who dropped it in. Nothing of the
/// machine's (paths, addresses, stack) is passed on.
///
/// "not_a_model", "model_too_new", "unknown_operator" (named), "wants_channels" (how many),
/// "too_much_memory"; else `otherwise`, with the complaint's own last line. \param otherwise
/// "model_unreadable" or "model_failed".
[[nodiscard]] Error reason_of_torch(std::string_view complaint, std::string_view otherwise);

}  // namespace scanetrix
