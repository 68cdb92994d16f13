// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "serve/http_message.h"

namespace scanetrix {

/// Remembers for a second which files somebody was just given. A page asks for many ranges of one file: only
/// the first asks the database whether it may, and opens the file.
///
/// Only files that never change under their address are kept. What this server takes away, it takes away at
/// once: whoever changes anything calls forget_all(). What another process takes away may be read for that
/// second. Safe from any thread.
class FileGrants {
 public:
  using Clock = std::chrono::steady_clock;

  /// What this user was given under this address, or nothing.
  [[nodiscard]] std::shared_ptr<const ServedFile> find(const std::string& user_id, const std::string& path,
                                                       Clock::time_point now = Clock::now()) const;

  void keep(const std::string& user_id, const std::string& path, std::shared_ptr<const ServedFile> file,
            Clock::time_point now = Clock::now());

  void forget_all();

 private:
  struct Grant {
    std::shared_ptr<const ServedFile> file;
    Clock::time_point until;
  };
  using Key = std::pair<std::string, std::string>;

  mutable std::mutex mutex_;
  std::map<Key, Grant> grants_;
};

}  // namespace scanetrix
