// SPDX-License-Identifier: Apache-2.0
#include "serve/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace scanetrix {

struct Metrics::State {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter()
          .Name("scanetrix_http_requests_total")
          .Help("Answered requests by route, method and status.")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& durations =
      prometheus::BuildHistogram()
          .Name("scanetrix_http_request_duration_seconds")
          .Help("From the first byte of a request to its answer.")
          .Register(registry);
  prometheus::Counter& upload_bytes = prometheus::BuildCounter()
                                          .Name("scanetrix_upload_bytes_total")
                                          .Help("Bytes of files that were uploaded.")
                                          .Register(registry)
                                          .Add({});
  prometheus::Family<prometheus::Gauge>& jobs =
      prometheus::BuildGauge().Name("scanetrix_jobs").Help("Jobs by state.").Register(registry);
  prometheus::Gauge& queued = jobs.Add({{"state", "queued"}});
  prometheus::Gauge& running = jobs.Add({{"state", "running"}});
  prometheus::Gauge& connections = prometheus::BuildGauge()
                                       .Name("scanetrix_http_connections")
                                       .Help("Open connections.")
                                       .Register(registry)
                                       .Add({});
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

Metrics::RequestCount Metrics::requests(const std::string& route, const std::string& method, int status) {
  const prometheus::Histogram::BucketBoundaries bounds{0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10};
  return {state_->requests.Add({{"route", route}, {"method", method}, {"status", std::to_string(status)}}),
          state_->durations.Add({{"route", route}}, bounds)};
}

void Metrics::RequestCount::add(double seconds) const {
  requests_->Increment();
  durations_->Observe(seconds);
}

void Metrics::count_upload_bytes(double bytes) {
  state_->upload_bytes.Increment(bytes);
}

void Metrics::set_jobs(const Jobs::Counts& counts) {
  state_->queued.Set(counts.queued);
  state_->running.Set(counts.running);
}

void Metrics::set_open_connections(double count) {
  state_->connections.Set(count);
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace scanetrix
