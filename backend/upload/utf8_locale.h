// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clocale>

namespace scanetrix {

/// While one lives, this thread's character set is UTF-8, whatever the environment says: libarchive converts
/// names by the locale. glibc has C.UTF-8 built in since 2.35; where it were missing, names beyond ASCII
/// would be refused by name.
class Utf8Locale {
 public:
  Utf8Locale() : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (locale_ != nullptr) previous_ = ::uselocale(locale_);
  }
  ~Utf8Locale() {
    if (locale_ == nullptr) return;
    ::uselocale(previous_);
    ::freelocale(locale_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t locale_;
  locale_t previous_ = nullptr;
};

}  // namespace scanetrix
