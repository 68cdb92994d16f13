// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clocale>

namespace scanetrix {

/// While one lives, this thread's character set is UTF-8, whatever the environment says: libarchive converts
/// names by the locale. Where C.UTF-8 is not installed, names beyond ASCII would be refused by name. Loaded
/// by the first one and kept, so that one made before a sandbox closes the file system serves those after it.
class Utf8Locale {
 public:
  Utf8Locale() {
    static const locale_t kept = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    if (kept != nullptr) previous_ = ::uselocale(kept);
  }
  ~Utf8Locale() {
    if (previous_ != nullptr) ::uselocale(previous_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t previous_ = nullptr;
};

}  // namespace scanetrix
