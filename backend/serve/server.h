// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "pipeline/library.h"

namespace scanetrix {

/// The HTTP server of one process.
class Server {
 public:
  /// Listens on `library.config.listen`, on that address alone. \error unavailable  The address cannot be
  /// had.
  static Result<std::unique_ptr<Server>> open(const Library& library);
  ~Server();

  /// "http://HOST:PORT", with the port that was picked.
  [[nodiscard]] std::string address() const;

  /// Answers requests until `stop()`; then ends the answers in hand (15 s at most) and returns.
  void run();

  /// From any thread.
  void stop();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace scanetrix
