// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "store/jobs.h"

namespace scanetrix {

/// Counters for /metrics (Prometheus text format 0.0.4). Safe from any thread. Labels are route patterns and
/// statuses, never ids.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void count_request(const std::string& route, const std::string& method, int status, double seconds);
  void count_upload_bytes(double bytes);
  void set_jobs(const Jobs::Counts& counts);
  void set_open_connections(double count);

  [[nodiscard]] std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace scanetrix
