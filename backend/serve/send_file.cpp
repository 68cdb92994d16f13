// SPDX-License-Identifier: Apache-2.0
#include "serve/send_file.h"

#include <sys/sendfile.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <chrono>

#include "serve/time_limits.h"

namespace scanetrix {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kMostInARow = 4 << 20;  // Before other connections have their turn.

}  // namespace

void FileSender::send(std::shared_ptr<void> owner, std::string head, FileBody file,
                      std::function<void(bool)> done) {
  head_ = std::move(head);
  file_ = std::move(file);
  done_ = std::move(done);
  const auto sent =
      ::send(stream_.socket().native_handle(), head_.data(), head_.size(), MSG_MORE | MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN && errno != EINTR) return end(false);
  const auto begun = static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
  if (begun == head_.size()) return send_some(std::move(owner));
  stream_.expires_after(kTransferTimeout);
  asio::async_write(stream_, asio::buffer(head_) + begun,
                    [this, owner = std::move(owner)](error_code error, std::size_t) {
                      error ? end(false) : send_some(owner);
                    });
}

void FileSender::send_some(std::shared_ptr<void> owner) {
  if (!done_) return;
  for (std::size_t in_a_row = 0; file_.length > 0;) {
    if (in_a_row >= kMostInARow)
      return asio::post(stream_.get_executor(), [this, owner = std::move(owner)] { send_some(owner); });
    auto offset = static_cast<off_t>(file_.offset);
    const auto count = ::sendfile(stream_.socket().native_handle(), file_.file->handle.get(), &offset,
                                  std::min<std::uint64_t>(kMostInARow, file_.length));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return wait_to_send(std::move(owner));
    if (count <= 0)
      return end(false);  // The header has promised more; only a broken connection can say so now.
    file_.offset += static_cast<std::uint64_t>(count);
    file_.length -= static_cast<std::uint64_t>(count);
    in_a_row += static_cast<std::size_t>(count);
  }
  end(true);
}

void FileSender::wait_to_send(std::shared_ptr<void> owner) {
  patience_.expires_after(kTransferTimeout);
  patience_.async_wait([this, owner](error_code cancelled) {
    if (!cancelled) end(false);
  });
  stream_.socket().async_wait(asio::ip::tcp::socket::wait_write,
                              [this, owner = std::move(owner)](error_code error) {
                                patience_.cancel();
                                error ? end(false) : send_some(owner);
                              });
}

void FileSender::stop() {
  patience_.cancel();
  done_ = nullptr;
  file_ = {};
}

void FileSender::end(bool whole) {
  const auto done = std::exchange(done_, nullptr);
  file_ = {};
  if (done) done(whole);
}

}  // namespace scanetrix
