// SPDX-License-Identifier: Apache-2.0
#include "serve/send_events.h"

#include <fmt/format.h>

#include <boost/asio/write.hpp>
#include <chrono>
#include <utility>

#include "serve/time_limits.h"

namespace scanetrix {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto kHeartbeat = std::chrono::seconds(15);
constexpr std::size_t kMostWaiting = 1000;

}  // namespace

void EventSender::start(const std::shared_ptr<void>& owner, std::function<void()> ended) {
  ended_ = std::move(ended);
  if (overflowed_) return end();
  // The client has nothing more to say; an end of its side is the end of the stream.
  stream_.socket().async_wait(asio::ip::tcp::socket::wait_read, [this, owner](error_code) { end(); });
  if (!waiting_.empty()) write(owner);
  beat(owner);
}

void EventSender::send(const std::shared_ptr<void>& owner, std::string_view event) {
  if (waiting_.size() >= kMostWaiting) {  // It does not read; it may come back and catch up.
    overflowed_ = true;
    return end();
  }
  waiting_.push_back(fmt::format("{:x}\r\n{}\r\n", event.size(), event));
  if (ended_ && waiting_.size() == 1) write(owner);
}

void EventSender::write(const std::shared_ptr<void>& owner) {
  stream_.expires_after(kTransferTimeout);
  asio::async_write(stream_, asio::buffer(waiting_.front()), [this, owner](error_code error, std::size_t) {
    if (error) return end();
    stream_.expires_never();
    waiting_.pop_front();
    if (!waiting_.empty()) write(owner);
  });
}

void EventSender::beat(const std::shared_ptr<void>& owner) {
  heartbeat_.expires_after(kHeartbeat);
  heartbeat_.async_wait([this, owner](error_code error) {
    if (error || !ended_) return;
    send(owner, ": still here\n\n");
    beat(owner);
  });
}

void EventSender::stop() {
  heartbeat_.cancel();
  ended_ = nullptr;
}

void EventSender::end() {
  if (const auto ended = std::exchange(ended_, nullptr)) ended();
}

}  // namespace scanetrix
