// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace scanetrix {

/// Where long work tells how far it is and asks whether anybody still wants it. Called from any thread.
class Progress {
 public:
  virtual ~Progress() = default;

  /// `stage` is one of the contract's words ("reading", "pyramid", …); `fraction` is of that stage, 0 … 1.
  virtual void report(std::string_view stage, double fraction) = 0;

  /// True once the work should end with ErrorCode::cancelled.
  [[nodiscard]] virtual bool cancelled() const { return false; }
};

/// For callers that do not look.
class SilentProgress final : public Progress {
 public:
  void report(std::string_view, double) override {}
};

}  // namespace scanetrix
