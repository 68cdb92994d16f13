// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "store/jobs.h"

namespace prometheus {
class Counter;
class Histogram;
}  // namespace prometheus

namespace scanetrix {

/// Counters for /metrics (Prometheus text format 0.0.4). Safe from any thread. Labels are route patterns and
/// statuses, never ids.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// Where requests of one kind are counted. Lives as long as the Metrics; any thread.
  class RequestCount {
   public:
    RequestCount(prometheus::Counter& requests, prometheus::Histogram& durations)
        : requests_(&requests), durations_(&durations) {}
    void add(double seconds) const;

   private:
    prometheus::Counter* requests_;
    prometheus::Histogram* durations_;
  };
  /// Costs some microseconds; whoever counts many of one kind keeps it.
  [[nodiscard]] RequestCount requests(const std::string& route, const std::string& method, int status);

  void count_upload_bytes(double bytes);
  void set_jobs(const Jobs::Counts& counts);
  void set_open_connections(double count);

  [[nodiscard]] std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace scanetrix
