// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"
#include "models/parse_model.h"

using namespace scanetrix;

/// Both texts in one, a byte of zero between them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text(std::as_bytes(std::span(data, size)));
  const std::size_t end = std::min(text.find('\0'), text.size());
  const auto model = parse_model(text.substr(0, end), text.substr(std::min(end + 1, text.size())), "model");
  if (!model) return model.error().message.empty() ? __builtin_trap(), 0 : 0;
  return 0;
}
