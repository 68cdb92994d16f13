// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace scanetrix {

/// Sends events as they come, as chunks of an answer (RFC 9112, 7.1) that ends with the connection, and a
/// comment now and then, so that nobody between takes it for dead. Lives on its stream's executor.
class EventSender {
 public:
  /// \param stream  Outlives this.
  explicit EventSender(boost::beast::tcp_stream& stream)
      : stream_(stream), heartbeat_(stream.get_executor()) {}

  /// \param owner  Holds `stream` and this until the end.
  /// \param ended  Called once: the client has hung up, or reads nothing. Not after stop().
  void start(const std::shared_ptr<void>& owner, std::function<void()> ended);

  /// Those before start() wait for it. Not after the end.
  void send(const std::shared_ptr<void>& owner, std::string_view event);

  void stop();

 private:
  void write(const std::shared_ptr<void>& owner);
  void beat(const std::shared_ptr<void>& owner);
  void end();

  boost::beast::tcp_stream& stream_;
  boost::asio::steady_timer heartbeat_;
  std::deque<std::string> waiting_;
  bool overflowed_ = false;  ///< Before start(): some were lost, so that there is no stream to give.
  std::function<void()> ended_;
};

}  // namespace scanetrix
