// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>

#include "serve/event_stream.h"
#include "serve/file_grants.h"
#include "serve/services.h"

namespace scanetrix {

/// What all sessions share.
struct SessionContext {
  const Services& services;
  EventHub& events;
  FileGrants& grants;
  boost::asio::thread_pool& blocking;  ///< Where handlers run: they read disk and database.
};

/// One connection: requests one after another, until either side has had enough. Lives on its io_context's
/// thread; handlers run on the blocking pool. Every read and write has a time-out.
class Session {
 public:
  virtual ~Session() = default;

  /// From any thread: ends the connection after the answer in hand; at once when there is none, or when it is
  /// a stream of events.
  virtual void stop() = 0;

  /// Takes the connection over. The session keeps itself alive until the connection ends.
  static std::shared_ptr<Session> start(boost::asio::ip::tcp::socket socket, const SessionContext& context);
};

}  // namespace scanetrix
