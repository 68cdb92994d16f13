// SPDX-License-Identifier: Apache-2.0
#include "serve/session.h"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>

#include "base/id.h"
#include "base/log.h"
#include "serve/authentication.h"
#include "serve/cors.h"
#include "serve/problem.h"
#include "serve/routes.h"
#include "serve/send_events.h"
#include "serve/send_file.h"
#include "serve/static_files.h"
#include "serve/time_limits.h"

namespace scanetrix {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr std::size_t kHeaderLimit = 32 * 1024;
constexpr std::size_t kBodyLimit = 1 << 20;  // Of routes that do not stream.
constexpr std::size_t kPiece = 256 * 1024;
constexpr auto kIdleTimeout = std::chrono::seconds(60);
constexpr auto kHeaderTimeout = std::chrono::seconds(15);
constexpr auto kDrainTimeout = std::chrono::seconds(2);
constexpr std::size_t kDrainLimit = 64 << 20;

std::string lower(beast::string_view text) {
  std::string out(text.data(), text.size());
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

class HttpSession final : public Session, public std::enable_shared_from_this<HttpSession> {
 public:
  HttpSession(asio::ip::tcp::socket socket, const SessionContext& context)
      : stream_(std::move(socket)), context_(context), file_sender_(stream_), event_sender_(stream_) {
    error_code ignored;
    stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    stream_.socket().native_non_blocking(true, ignored);  // For what is sent past asio.
    const auto endpoint = stream_.socket().remote_endpoint(ignored);
    peer_ = ignored ? "" : endpoint.address().to_string();
  }

  void run() {
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->read_header(); });
  }

  void stop() override {
    asio::post(stream_.get_executor(), [self = shared_from_this()] {
      self->stopping_ = true;
      if (self->idle_ || self->subscription_ != 0) self->close();
    });
  }

 private:
  // --- Reading
  // -------------------------------------------------------------------------------------------------

  void read_header() {
    if (stopping_) return close();
    parser_.emplace();
    parser_->header_limit(kHeaderLimit);
    parser_->body_limit(boost::none);  // Each route's own limit is checked as bytes arrive.
    request_ = Request{};
    sink_.reset();
    idle_ = true;
    stream_.expires_after(buffer_.size() == 0 ? kIdleTimeout : kHeaderTimeout);
    // The first byte is waited for patiently, the rest of a header is not: a slow one holds a connection for
    // nothing.
    if (buffer_.size() == 0) {
      stream_.async_read_some(buffer_.prepare(4096),
                              [self = shared_from_this()](error_code error, std::size_t count) {
                                if (error) return self->close();
                                self->buffer_.commit(count);
                                self->read_rest_of_header();
                              });
      return;
    }
    read_rest_of_header();
  }

  void read_rest_of_header() {
    idle_ = false;
    began_ = std::chrono::steady_clock::now();
    stream_.expires_after(kHeaderTimeout);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](error_code error, std::size_t) { self->on_header(error); });
  }

  void on_header(error_code error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
      return answer_and_close(problem(431, "headers_too_large", "The request's headers are over 32 KB."));
    if (error == http::error::end_of_stream || error == beast::error::timeout) return close();
    if (error.category() == http::make_error_code(http::error::bad_method).category())
      return answer_and_close(
          problem(400, "bad_request", "This is not an HTTP/1.1 request that can be read."));
    if (error) return close();

    take_request();
    auto target = parse_target({parser_->get().target().data(), parser_->get().target().size()});
    if (!target) return answer_and_close(problem(target.error()));
    request_.path = std::move(target->path);
    request_.query = std::move(target->query);
    route_request();
  }

  /// Method and headers, out of Beast's message.
  void take_request() {
    const auto& message = parser_->get();
    request_.method = std::string(message.method_string().data(), message.method_string().size());
    for (const auto& field : message)
      request_.headers.emplace_back(lower(field.name_string()),
                                    std::string(field.value().data(), field.value().size()));
    keep_alive_ = message.keep_alive();
    request_.peer = peer_;
    if (context_.services.library.config.trust_proxy) {
      // The last address is the one that our own proxy saw; those before it anybody may have written.
      const std::string forwarded = request_.header("x-forwarded-for");
      if (!forwarded.empty()) {
        const std::size_t comma = forwarded.rfind(',');
        std::string last = comma == forwarded.npos ? forwarded : forwarded.substr(comma + 1);
        last.erase(0, last.find_first_not_of(' '));
        request_.peer = last;
      }
      request_.secure = request_.header("x-forwarded-proto") == "https";
    }
  }

  void route_request() {
    const bool api = request_.path == "/api" || request_.path.starts_with("/api/");
    RouteMatch match = find_route(request_.method, request_.path);
    route_ = match.route;
    if (route_ == nullptr) {
      if (request_.method == "OPTIONS")
        return read_body_then([](HttpSession& s) { s.answer(preflight(s.request_, s.allowed_origins())); });
      if (!match.allowed.empty())
        return refuse(problem(405, "method_not_allowed", fmt::format("This address takes {}.", match.allowed))
                          .with("Allow", match.allowed));
      if (api) return refuse(problem(404, "not_found", "There is nothing at this address of the API."));
      if (request_.method != "GET" && request_.method != "HEAD")
        return refuse(
            problem(405, "method_not_allowed", "This address takes GET, HEAD.").with("Allow", "GET, HEAD"));
      return read_body_then([](HttpSession& s) {
        s.run_blocking(
            [&s] { return page_response(s.request_, s.context_.services.library.config.web_dir); });
      });
    }
    request_.path_values = std::move(match.path_values);
    if (route_->access == Access::signed_in) {
      auto identity = identify();
      if (!identity) return refuse(problem(identity.error()));
      request_.identity = std::move(*identity);
      if (is_read() && parser_->is_done())
        if (auto file = context_.grants.find(request_.user_id(), request_.path))
          return answer(file_response(request_, std::move(file)));
    }
    if (route_->open != nullptr) return open_sink();
    const auto length = parser_->content_length();
    if (length && *length > kBodyLimit)
      return refuse(problem(413, "payload_too_large", "The request's body is over 1 MB."));
    read_body_then([](HttpSession& s) {
      s.run_blocking([&s] { return s.route_->handle(s.request_, s.context_.services); });
    });
  }

  /// Who asks. A connection that comes with the token that it had before is not checked anew while that
  /// holds.
  Result<Identity> identify() {
    const std::string header = request_.header("authorization");
    if (header == known_token_ && now_ms() < known_.valid_until) return known_;
    Identity identity = TRY(authenticate(request_, context_.services.tokens));
    known_token_ = header;
    known_ = identity;
    return identity;
  }

  /// Opens the route's sink on the pool, then feeds it.
  void open_sink() {
    asio::post(context_.blocking, [self = shared_from_this()] {
      auto opened = self->guarded([&]() -> tl::expected<std::unique_ptr<BodySink>, Response> {
        return self->route_->open(self->request_, self->context_.services);
      });
      asio::post(
          self->stream_.get_executor(),
          [self, opened = std::make_shared<decltype(opened)>(std::move(opened))] {
            if (!*opened) return self->refuse(std::move(opened->error()));
            self->sink_ = std::move(**opened);
            self->read_body_then([](HttpSession& s) { s.run_blocking([&s] { return s.sink_->finish(); }); });
          });
    });
  }

  /// Reads the body into the sink or into request_.body, then goes on.
  void read_body_then(std::function<void(HttpSession&)> next) {
    after_body_ = std::move(next);
    if (parser_->is_done()) return finish_body();
    if (lower(parser_->get()[http::field::expect]) == "100-continue") {
      static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      stream_.expires_after(kTransferTimeout);
      asio::async_write(stream_, asio::buffer(kContinue.data(), kContinue.size()),
                        [self = shared_from_this()](error_code error, std::size_t) {
                          error ? self->close() : self->read_body();
                        });
      return;
    }
    read_body();
  }

  void read_body() {
    piece_.resize(kPiece);
    parser_->get().body().data = piece_.data();
    parser_->get().body().size = piece_.size();
    stream_.expires_after(kTransferTimeout);
    http::async_read_some(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](error_code error, std::size_t) { self->on_body(error); });
  }

  void on_body(error_code error) {
    if (error == http::error::need_buffer) error = {};
    if (error == beast::error::timeout) return close();
    if (error) return close();  // The sink, if there is one, removes what had come.
    const std::size_t count = piece_.size() - parser_->get().body().size;
    const ByteView bytes = std::as_bytes(std::span(piece_)).first(count);
    if (sink_) {
      if (auto written = sink_->write(bytes); !written) return refuse(problem(written.error()));
    } else {
      if (request_.body.size() + count > kBodyLimit)
        return refuse(problem(413, "payload_too_large", "The request's body is over 1 MB."));
      request_.body.append(as_text(bytes));
    }
    if (!parser_->is_done()) return read_body();
    finish_body();
  }

  void finish_body() {
    piece_ = {};
    auto next = std::move(after_body_);
    next(*this);
  }

  // --- Answering
  // -----------------------------------------------------------------------------------------------

  [[nodiscard]] bool is_read() const { return request_.method == "GET" || request_.method == "HEAD"; }

  /// Runs `work` on the pool; nothing that it throws gets past here.
  void run_blocking(std::function<Response()> work) {
    asio::post(context_.blocking, [self = shared_from_this(), work = std::move(work)] {
      auto response = std::make_shared<Response>(self->guarded(work));
      self->sink_.reset();
      self->remember(*response);
      asio::post(self->stream_.get_executor(), [self, response] { self->answer(std::move(*response)); });
    });
  }

  /// What never changes under its address may be given to the same user again; whatever changes ends that.
  void remember(const Response& response) const {
    if (!is_read()) return context_.grants.forget_all();
    const auto* body = std::get_if<FileBody>(&response.body);
    if (body != nullptr && request_.identity && body->file->cache_control.ends_with("immutable"))
      context_.grants.keep(request_.user_id(), request_.path, body->file);
  }

  /// The last net: a mistake of ours in one request must not end the server.
  template <typename Work>
  auto guarded(const Work& work) -> decltype(work()) {
    using T = decltype(work());
    const auto failed = [&](const char* what) -> T {
      // The exception's own text may quote the request; the route alone says where to look.
      log(LogLevel::error, "handler_threw",
          {{"route", route_ != nullptr ? route_->pattern : "page"}, {"kind", what}});
      if constexpr (std::is_same_v<T, Response>)
        return problem(Error{ErrorCode::internal, "a handler threw", {}});
      else
        return tl::make_unexpected(problem(Error{ErrorCode::internal, "a handler threw", {}}));
    };
    try {
      return work();
    } catch (const std::bad_alloc&) {
      return failed("bad_alloc");
    } catch (const std::exception& error) {
      return failed(typeid(error).name());
    }
  }

  /// Answers before the body was read; then the connection cannot go on, unless there was no body.
  void refuse(Response response) {
    sink_.reset();
    if (!parser_->is_done()) return answer_and_close(std::move(response));
    answer(std::move(response));
  }

  void answer_and_close(Response response) {
    keep_alive_ = false;
    drain_ = true;
    answer(std::move(response));
  }

  [[nodiscard]] const std::string& allowed_origins() const {
    return context_.services.library.config.cors_origins;
  }

  void answer(Response response) {
    if (stopping_) keep_alive_ = false;
    response_ = std::move(response);
    header_ = {};
    header_.version(11);
    header_.result(static_cast<unsigned>(response_.status));
    for (const auto& [name, value] : common_headers(request_, allowed_origins())) header_.set(name, value);
    for (const auto& [name, value] : response_.headers) header_.insert(name, value);
    if (std::holds_alternative<EventStreamBody>(response_.body)) return start_events();

    std::uint64_t length = 0;
    if (const auto* text = std::get_if<std::string>(&response_.body)) length = text->size();
    if (const auto* file = std::get_if<FileBody>(&response_.body)) length = file->length;
    const bool no_body = response_.status == 204 || response_.status == 304;
    if (!no_body) header_.content_length(length);
    header_.keep_alive(keep_alive_);
    send_body_ = request_.method != "HEAD" && !no_body && length > 0;
    if (send_body_ && std::holds_alternative<FileBody>(response_.body)) return send_file();
    write_header([](HttpSession& s) { s.write_body(); });
  }

  void write_header(std::function<void(HttpSession&)> next) {
    serializer_.emplace(header_);
    stream_.expires_after(kTransferTimeout);
    http::async_write_header(
        stream_, *serializer_,
        [self = shared_from_this(), next = std::move(next)](error_code error, std::size_t) {
          if (error) return self->close();
          next(*self);
        });
  }

  void write_body() {
    if (!send_body_) return finish_answer();
    stream_.expires_after(kTransferTimeout);
    if (const auto* text = std::get_if<std::string>(&response_.body)) {
      asio::async_write(stream_, asio::buffer(*text),
                        [self = shared_from_this()](error_code error, std::size_t) {
                          error ? self->close() : self->finish_answer();
                        });
      return;
    }
  }

  void send_file() {
    std::string head =
        fmt::format("HTTP/1.1 {} {}\r\n", header_.result_int(), std::string_view(header_.reason()));
    for (const auto& field : header_) {
      head.append(field.name_string()).append(": ");
      head.append(field.value()).append("\r\n");
    }
    head += "\r\n";
    file_sender_.send(shared_from_this(), std::move(head), std::get<FileBody>(response_.body),
                      [this](bool whole) { whole ? finish_answer() : close(); });
  }

  void finish_answer() {
    log_request();
    response_ = Response{};
    piece_ = {};
    if (keep_alive_ && parser_->is_done()) return read_header();
    error_code ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    if (drain_) return drain(0);
    close();
  }

  void log_request() {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    const Counted counted{route_, request_.method, response_.status};
    const std::string_view route = route_ != nullptr ? route_->pattern : "page";
    if (!count_ || counted != counted_) {
      count_ = context_.services.metrics.requests(std::string(route), counted.method, counted.status);
      counted_ = counted;
    }
    count_->add(seconds);
    const bool expected = route_ != nullptr && route_->frequent && response_.status < 400;
    log(expected ? LogLevel::debug : LogLevel::info, "request",
        {{"method", request_.method},
         {"route", std::string(route)},
         {"status", response_.status},
         {"ms", static_cast<std::int64_t>(seconds * 1000)}});
  }

  /// Reads what is still coming for a moment: closing at once would make the client lose the answer.
  void drain(std::size_t so_far) {
    if (so_far == 0) stream_.expires_after(kDrainTimeout);
    piece_.resize(kPiece);
    stream_.async_read_some(asio::buffer(piece_),
                            [self = shared_from_this(), so_far](error_code error, std::size_t n) {
                              if (error || so_far + n > kDrainLimit) return self->close();
                              self->drain(so_far + n);
                            });
  }

  // --- Events
  // --------------------------------------------------------------------------------------------------

  void start_events() {
    header_.set(http::field::transfer_encoding, "chunked");
    header_.keep_alive(false);
    keep_alive_ = false;
    const auto stream = std::get<EventStreamBody>(response_.body);
    write_header([stream](HttpSession& s) {
      s.log_request();
      asio::post(s.context_.blocking, [self = s.shared_from_this(), stream] {
        const auto deliver = [weak = self->weak_from_this()](std::string text) {
          if (const auto session = weak.lock())
            asio::post(session->stream_.get_executor(), [session, text = std::move(text)] {
              if (!session->closed_) session->event_sender_.send(session, text);
            });
        };
        const auto id = self->context_.events.subscribe(stream.user_id, stream.after_seq, deliver);
        asio::post(self->stream_.get_executor(), [self, id] {
          self->subscription_ = id;
          if (self->stopping_ || self->closed_) return self->close();
          self->event_sender_.start(self, [session = self.get()] { session->close(); });
        });
      });
    });
  }

  // --- End
  // -----------------------------------------------------------------------------------------------------

  void close() {
    if (closed_) return;
    closed_ = true;
    event_sender_.stop();
    file_sender_.stop();
    if (subscription_ != 0) context_.events.unsubscribe(subscription_);
    sink_.reset();
    error_code ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    stream_.close();
  }

  /// What one count is of.
  struct Counted {
    const Route* route = nullptr;
    std::string method;
    int status = 0;
    bool operator==(const Counted&) const = default;
  };

  beast::tcp_stream stream_;
  SessionContext context_;
  std::string peer_;
  beast::flat_buffer buffer_{kHeaderLimit + kPiece};
  std::optional<http::request_parser<http::buffer_body>> parser_;
  Request request_;
  const Route* route_ = nullptr;
  std::unique_ptr<BodySink> sink_;
  std::function<void(HttpSession&)> after_body_;
  std::string known_token_;  ///< The header that `known_` was found in.
  Identity known_;
  std::vector<char> piece_;
  Response response_;
  http::response<http::empty_body> header_;
  std::optional<http::response_serializer<http::empty_body>> serializer_;
  std::chrono::steady_clock::time_point began_;
  Counted counted_;
  std::optional<Metrics::RequestCount> count_;  ///< Of `counted_`.
  bool keep_alive_ = false;
  bool send_body_ = false;
  bool drain_ = false;
  bool idle_ = true;
  bool stopping_ = false;
  bool closed_ = false;
  std::uint64_t subscription_ = 0;
  FileSender file_sender_;
  EventSender event_sender_;
};

}  // namespace

std::shared_ptr<Session> Session::start(asio::ip::tcp::socket socket, const SessionContext& context) {
  auto session = std::make_shared<HttpSession>(std::move(socket), context);
  session->run();
  return session;
}

}  // namespace scanetrix
