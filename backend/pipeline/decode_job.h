// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "pipeline/ingest_child.h"
#include "pipeline/library.h"

namespace scanetrix {

/// A job's stages in their order, each with its share of the time, in any unit.
struct StageShare {
  std::string_view stage;
  double share;
};
using StageShares = std::vector<StageShare>;

/// Of what reads files.
[[nodiscard]] StageShares reading_stages();

/// How far the whole is when one stage is `fraction` done; 0 of a stage that is not listed.
[[nodiscard]] double overall_fraction(const StageShares& shares, std::string_view stage, double fraction);

/// While it lives, tells the database twice a second that the worker is alive and how far the job is, and
/// learns from it whether to go on.
class JobWatch {
 public:
  /// \param keep_going  Asked about five times a second; false: the worker must stop.
  JobWatch(const Library& library, const JobRow& job, const std::string& worker,
           const std::function<bool()>& keep_going, StageShares shares = reading_stages());
  JobWatch(const JobWatch&) = delete;
  JobWatch& operator=(const JobWatch&) = delete;

  /// A line of a child's: "STAGE FRACTION".
  void line(const std::string& text);
  /// From any thread.
  void report(std::string_view stage, double fraction);
  [[nodiscard]] bool go_on() const { return !cancelled_ && keep_going_(); }

 private:
  void beat();

  const Library& library_;
  const JobRow& job_;
  const std::string& worker_;
  const std::function<bool()>& keep_going_;
  const StageShares shares_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::string stage_ = "reading";
  double fraction_ = 0;
  std::atomic<bool> cancelled_ = false;
  std::jthread heart_;  // Last: it uses all of the above.
};

/// Why a job ended without what it was for. For the user, who can do something about it.
struct JobFailure {
  std::string code;
  std::string detail;
};

/// Says so once a job has been tried too often: each kill of the server costs a try, and is no fault of its
/// own.
[[nodiscard]] std::optional<JobFailure> given_up(const JobRow& job);

/// Runs the decoding child over `order` in the folder `work`, which is made anew.
/// \return Its report, or why there is none. \error cancelled, unavailable
Result<tl::expected<IngestReport, JobFailure>> decode_in_sandbox(const Library& library, IngestOrder order,
                                                                 const fs::path& work, JobWatch& watch);

}  // namespace scanetrix
