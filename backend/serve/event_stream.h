// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "pipeline/library.h"

namespace scanetrix {

/// Tells every open /events stream what has changed for its user. One thread reads the table of changes about
/// seven times a second while anybody listens, and rests otherwise; so it hears of changes made by any
/// process.
class EventHub {
 public:
  explicit EventHub(const Library& library);
  ~EventHub();

  /// `deliver` is given text/event-stream pieces, from the hub's thread; it must not block.
  /// \param after_seq  Where the client left off (Last-Event-ID), or −1 for what comes from now on.
  std::uint64_t subscribe(const std::string& user_id, std::int64_t after_seq,
                          std::function<void(std::string)> deliver);
  void unsubscribe(std::uint64_t subscription);

 private:
  struct Subscriber {
    std::string user_id;
    std::int64_t after_seq;
    std::function<void(std::string)> deliver;
  };

  void run(const std::stop_token& stop);
  void deliver_changes();

  const Library& library_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::map<std::uint64_t, Subscriber> subscribers_;
  std::uint64_t next_subscription_ = 1;
  std::jthread thread_;  // Last: it uses all of the above.
};

/// One event of a stream.
[[nodiscard]] std::string format_event(std::int64_t seq, std::string_view event, std::string_view data);

}  // namespace scanetrix
