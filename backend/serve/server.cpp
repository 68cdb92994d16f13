// SPDX-License-Identifier: Apache-2.0
#include "serve/server.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "base/log.h"
#include "serve/session.h"

namespace scanetrix {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kBlockingThreads = 8;
constexpr auto kStopTimeout = std::chrono::seconds(15);

/// "HOST:PORT", "[::1]:PORT" or "localhost:PORT".
Result<tcp::endpoint> parse_endpoint(const std::string& listen) {
  const std::size_t colon = listen.rfind(':');
  error_code error;
  if (colon != listen.npos) {
    std::string host = listen.substr(0, colon);
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    if (host == "localhost") host = "127.0.0.1";
    if (host.empty()) host = "0.0.0.0";
    const auto address = asio::ip::make_address(host, error);
    const std::string port = listen.substr(colon + 1);
    if (!error && !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == port.npos &&
        std::stoi(port) <= 65535)
      return tcp::endpoint(address, static_cast<asio::ip::port_type>(std::stoi(port)));
  }
  return fail(ErrorCode::bad_input, fmt::format("listen: \"{}\" is not HOST:PORT", listen));
}

std::vector<std::unique_ptr<asio::io_context>> make_contexts(std::int64_t count) {
  std::vector<std::unique_ptr<asio::io_context>> contexts;
  for (std::int64_t i = 0; i < std::max<std::int64_t>(1, count); ++i)
    contexts.push_back(std::make_unique<asio::io_context>(1));
  return contexts;
}

}  // namespace

struct Server::State {
  State(const Library& library_, const TokenKey& key)
      : library(library_),
        services{library_, TokenSigner(key), metrics},
        events(library_),
        contexts(make_contexts(library_.config.http_threads)),
        acceptor(*contexts.front()),
        retry(*contexts.front()) {}

  void accept() {
    // One io_context a thread, each connection pinned to one: a session never needs a lock.
    asio::io_context& context = *contexts[next_context++ % contexts.size()];
    acceptor.async_accept(context, [this](error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) {
        // Out of descriptors, most likely: wait for some to be closed rather than spin.
        log(LogLevel::warning, "accept_failed", {{"reason", error.message()}});
        retry.expires_after(std::chrono::milliseconds(100));
        retry.async_wait([this](error_code cancelled) {
          if (!cancelled && acceptor.is_open()) accept();
        });
        return;
      }
      keep(Session::start(std::move(socket), {services, events, grants, blocking}));
      accept();
    });
  }

  void keep(const std::shared_ptr<Session>& session) {
    const std::lock_guard lock(mutex);
    std::erase_if(sessions, [](const auto& weak) { return weak.expired(); });
    sessions.push_back(session);
    metrics.set_open_connections(static_cast<double>(sessions.size()));
  }

  /// Whether no session is left.
  bool tell_sessions_to_stop() {
    const std::lock_guard lock(mutex);
    std::erase_if(sessions, [](const auto& weak) { return weak.expired(); });
    for (const auto& weak : sessions)
      if (const auto session = weak.lock()) session->stop();
    return sessions.empty();
  }

  const Library& library;
  Metrics metrics;
  Services services;
  FileGrants grants;
  asio::thread_pool blocking{kBlockingThreads};
  EventHub events;
  std::vector<std::unique_ptr<asio::io_context>> contexts;
  tcp::acceptor acceptor;
  asio::steady_timer retry;
  std::size_t next_context = 0;
  std::mutex mutex;
  std::vector<std::weak_ptr<Session>> sessions;
  std::mutex stop_mutex;
  std::condition_variable stop_signal;
  bool stopping = false;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::open(const Library& library) {
  const tcp::endpoint endpoint = TRY(parse_endpoint(library.config.listen));
  const TokenKey key = TRY(load_token_key(fs::path(library.config.data_dir) / "token.key"));
  auto state = std::make_unique<State>(library, key);
  error_code error;
  auto& acceptor = state->acceptor;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return fail(ErrorCode::unavailable,
                fmt::format("cannot listen on {}: {}", library.config.listen, error.message()));
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

std::string Server::address() const {
  const auto endpoint = state_->acceptor.local_endpoint();
  return endpoint.address().is_v6()
             ? fmt::format("http://[{}]:{}", endpoint.address().to_string(), endpoint.port())
             : fmt::format("http://{}:{}", endpoint.address().to_string(), endpoint.port());
}

void Server::run() {
  State& state = *state_;
  asio::post(*state.contexts.front(), [&state] { state.accept(); });
  std::vector<std::jthread> threads;
  for (const auto& context : state.contexts)
    threads.emplace_back([&context] {
      const auto work = asio::make_work_guard(*context);
      context->run();
    });

  {
    std::unique_lock lock(state.stop_mutex);
    state.stop_signal.wait(lock, [&] { return state.stopping; });
  }
  asio::post(*state.contexts.front(), [&state] {
    error_code ignored;
    state.retry.cancel();
    state.acceptor.close(ignored);
  });
  const auto deadline = std::chrono::steady_clock::now() + kStopTimeout;
  while (!state.tell_sessions_to_stop() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  for (const auto& context : state.contexts) context->stop();
  threads.clear();  // Joins.
  state.blocking.join();
}

void Server::stop() {
  const std::lock_guard lock(state_->stop_mutex);
  state_->stopping = true;
  state_->stop_signal.notify_all();
}

}  // namespace scanetrix
