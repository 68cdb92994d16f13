// SPDX-License-Identifier: Apache-2.0
#include "serve/event_stream.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>

#include "base/log.h"
#include "serve/upload_handlers.h"
#include "serve/wire.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr auto kPause = std::chrono::milliseconds(150);
constexpr int kBatch = 500;
constexpr auto kTrimEvery = std::chrono::minutes(10);

/// What the wire shows of a change, or nothing when its subject is gone by now (its own change follows).
std::string describe(const Change& change, const Library& library) {
  if (change.gone) return json::serialize(json::object{{"id", change.subject_id}, {"deleted", true}});
  if (change.kind == "upload") {
    const auto view = view_upload(library, change.user_id, change.subject_id);
    return view ? json::serialize(upload_to_json(*view)) : "";
  }
  if (change.kind == "job") {
    const auto job = library.jobs.find(change.user_id, change.subject_id);
    return job ? json::serialize(job_to_json(*job)) : "";
  }
  const auto scan = library.scans.find(change.user_id, change.subject_id);
  if (!scan) return "";
  return json::serialize(json::object{{"id", scan->id}, {"name", scan->name}, {"state", scan->state}});
}

/// Only the last change of each subject counts: each event carries the whole state.
std::vector<Change> newest_of_each(const std::vector<Change>& changes) {
  std::map<std::pair<std::string, std::string>, std::int64_t> newest;
  for (const Change& change : changes) newest[{change.kind, change.subject_id}] = change.seq;
  std::vector<Change> out;
  for (const Change& change : changes)
    if (newest[{change.kind, change.subject_id}] == change.seq) out.push_back(change);
  return out;
}

}  // namespace

std::string format_event(std::int64_t seq, std::string_view event, std::string_view data) {
  return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", seq, event, data);  // JSON holds no line break.
}

EventHub::EventHub(const Library& library)
    : library_(library), thread_([this](const std::stop_token& stop) { run(stop); }) {}

EventHub::~EventHub() {
  thread_.request_stop();
  wake_.notify_all();
}

std::uint64_t EventHub::subscribe(const std::string& user_id, std::int64_t after_seq,
                                  std::function<void(std::string)> deliver) {
  if (after_seq < 0) after_seq = library_.changes.newest().value_or(0);
  deliver("retry: 2000\n: listening\n\n");
  const std::lock_guard lock(mutex_);
  const std::uint64_t subscription = next_subscription_++;
  subscribers_[subscription] = {user_id, after_seq, std::move(deliver)};
  wake_.notify_all();
  return subscription;
}

void EventHub::unsubscribe(std::uint64_t subscription) {
  const std::lock_guard lock(mutex_);
  subscribers_.erase(subscription);
}

void EventHub::deliver_changes() {
  std::int64_t since = 0;
  {
    const std::lock_guard lock(mutex_);
    if (subscribers_.empty()) return;
    since = std::min_element(subscribers_.begin(), subscribers_.end(), [](const auto& a, const auto& b) {
              return a.second.after_seq < b.second.after_seq;
            })->second.after_seq;
  }
  const auto changes = library_.changes.after(since, kBatch);
  if (!changes) {
    log(LogLevel::warning, "changes_not_read", {{"reason", changes.error().message}});
    return;
  }
  if (changes->empty()) return;
  const std::int64_t last = changes->back().seq;
  std::vector<std::pair<Change, std::string>> events;
  for (const Change& change : newest_of_each(*changes))
    events.emplace_back(change, describe(change, library_));

  const std::lock_guard lock(mutex_);
  for (auto& [id, subscriber] : subscribers_) {
    for (const auto& [change, data] : events)
      if (change.seq > subscriber.after_seq && change.user_id == subscriber.user_id && !data.empty())
        subscriber.deliver(format_event(change.seq, change.kind, data));
    subscriber.after_seq = std::max(subscriber.after_seq, last);
  }
}

void EventHub::run(const std::stop_token& stop) {
  auto last_trim = std::chrono::steady_clock::now();
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, stop, [this] { return !subscribers_.empty(); });
    }
    if (stop.stop_requested()) return;
    deliver_changes();
    if (std::chrono::steady_clock::now() - last_trim > kTrimEvery) {
      last_trim = std::chrono::steady_clock::now();
      if (!library_.changes.trim()) log(LogLevel::warning, "changes_not_trimmed");
    }
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace scanetrix
