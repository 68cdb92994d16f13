// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <functional>
#include <memory>

#include "serve/http_message.h"

namespace scanetrix {

/// Sends an answer whose body is a part of a file: from the page cache to the socket, past this program, in
/// turn with other connections. One at a time; lives on its stream's executor.
class FileSender {
 public:
  /// \param stream  Of a socket that does not block. Outlives this.
  explicit FileSender(boost::beast::tcp_stream& stream) : stream_(stream), patience_(stream.get_executor()) {}

  /// \param owner  Holds `stream` and this until the end.
  /// \param head   The answer's header as it is written: held back by the kernel until the file's first
  /// bytes,
  ///               so that both are one packet.
  /// \param done   Called once: whether everything was sent, or the connection broke or stood still for 30
  ///               seconds. Not after stop().
  void send(std::shared_ptr<void> owner, std::string head, FileBody file, std::function<void(bool)> done);

  void stop();

 private:
  void send_some(std::shared_ptr<void> owner);
  void wait_to_send(std::shared_ptr<void> owner);
  void end(bool whole);

  boost::beast::tcp_stream& stream_;
  boost::asio::steady_timer patience_;
  std::string head_;
  FileBody file_;
  std::function<void(bool)> done_;
};

}  // namespace scanetrix
