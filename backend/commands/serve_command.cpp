// SPDX-License-Identifier: Apache-2.0
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <thread>

#include "base/log.h"
#include "commands/commands.h"
#include "commands/signals.h"
#include "pipeline/ingest_child.h"
#include "pipeline/worker.h"
#include "serve/server.h"

namespace scanetrix {
namespace {

constexpr UnixMs kWorkerGraceMs = 20'000;
constexpr int kSupervisePauseMs = 250;
constexpr UnixMs kLeastLifeMs = 1'000;

LogLevel level_named(const std::string& name) {
  if (name == "debug") return LogLevel::debug;
  if (name == "warning") return LogLevel::warning;
  if (name == "error") return LogLevel::error;
  return LogLevel::info;
}

int report(const Error& error) {
  std::cerr << "scanetrix: " << error.message << '\n';
  return error.code == ErrorCode::bad_input ? 2 : 1;
}

/// The page lies beside the program unless said otherwise.
Config with_web_dir(Config config) {
  if (config.web_dir.empty()) {
    std::error_code error;
    config.web_dir = (fs::read_symlink("/proc/self/exe", error).parent_path() / "web").string();
  }
  return config;
}

/// A worker in a process of its own that dies with us. Forked from the main thread, which lives as long as we
/// do.
pid_t start_worker(const Config& config) {
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  // Started anew, so that it holds nothing of ours. What the command line said travels in the environment.
  ::setenv("SCANETRIX_DATA_DIR", config.data_dir.c_str(), 1);
  ::setenv("SCANETRIX_DATABASE", config.database.c_str(), 1);
  ::setenv("SCANETRIX_STORAGE", config.storage.c_str(), 1);
  ::setenv("SCANETRIX_UNPACK_LIMIT_MB", std::to_string(config.unpack_limit_mb).c_str(), 1);
  ::setenv("SCANETRIX_UPLOAD_FILES_LIMIT", std::to_string(config.upload_files_limit).c_str(), 1);
  ::setenv("SCANETRIX_INGEST_MEMORY_MB", std::to_string(config.ingest_memory_mb).c_str(), 1);
  ::setenv("SCANETRIX_INGEST_TIMEOUT_S", std::to_string(config.ingest_timeout_s).c_str(), 1);
  ::setenv("SCANETRIX_RECONSTRUCT", config.reconstruct.c_str(), 1);
  ::setenv("SCANETRIX_RECONSTRUCT_REFINE_S", std::to_string(config.reconstruct_refine_s).c_str(), 1);
  ::setenv("SCANETRIX_RECONSTRUCT_MEMORY_MB", std::to_string(config.reconstruct_memory_mb).c_str(), 1);
  ::setenv("SCANETRIX_RECONSTRUCT_TIMEOUT_S", std::to_string(config.reconstruct_timeout_s).c_str(), 1);
  ::setenv("SCANETRIX_LOG_LEVEL", config.log_level.c_str(), 1);
  ::close_range(3, ~0U, 0);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);  // Standard output carries the one line of serve.
  ::execl("/proc/self/exe", "scanetrix", "worker", nullptr);
  ::_exit(127);
}

/// Keeps the wanted number of workers alive.
class Workers {
 public:
  explicit Workers(const Config& config)
      : config_(config), started_(static_cast<std::size_t>(config.workers)) {
    for (Slot& slot : started_) start(slot);
  }

  /// Starts again what has ended; not faster than once a second, lest a broken installation spin.
  void supervise() {
    for (Slot& slot : started_) {
      if (slot.pid > 0 && ::waitpid(slot.pid, nullptr, WNOHANG) == slot.pid) {
        log(LogLevel::error, "worker_died");
        slot.pid = 0;
      }
      if (slot.pid <= 0 && now_ms() - slot.started_at > kLeastLifeMs) start(slot);
    }
  }

  /// Asks all to stop and waits for them.
  void stop() {
    for (const Slot& slot : started_)
      if (slot.pid > 0) ::kill(slot.pid, SIGTERM);
    for (const Slot& slot : started_)
      if (slot.pid > 0) ::waitpid(slot.pid, nullptr, 0);
  }

 private:
  struct Slot {
    pid_t pid = 0;
    UnixMs started_at = 0;
  };
  void start(Slot& slot) {
    slot.pid = start_worker(config_);
    slot.started_at = now_ms();
    if (slot.pid < 0) log(LogLevel::error, "worker_not_started");
  }
  const Config& config_;
  std::vector<Slot> started_;
};

}  // namespace

int run_serve(const Config& given) {
  block_stop_signals();
  const Config config = with_web_dir(given);
  set_log_level(level_named(config.log_level));
  const auto library = Library::open(config);
  if (!library) return report(library.error());
  if (auto swept = (*library)->sweep(); !swept) return report(swept.error());
  const auto server = Server::open(**library);
  if (!server) return report(server.error());

  Workers workers(config);
  std::thread serving([&] { (*server)->run(); });
  std::printf("listening on %s\n", (*server)->address().c_str());
  std::fflush(stdout);
  log(LogLevel::info, "started", {{"workers", config.workers}});

  while (!wait_for_stop_signal(kSupervisePauseMs)) workers.supervise();

  log(LogLevel::info, "stopping");
  (*server)->stop();
  serving.join();
  workers.stop();
  log(LogLevel::info, "stopped");
  return 0;
}

int run_worker_process(const Config& config) {
  block_stop_signals();
  set_log_level(level_named(config.log_level));
  const auto library = Library::open(config);
  if (!library) return report(library.error());
  std::atomic<bool> stop = false;
  // The children that decode must not outlive this thread, so it works, and another one waits for the signal.
  std::thread waiting([&] {
    wait_for_stop_signal();
    stop = true;
  });
  run_worker(**library, stop, kWorkerGraceMs);
  waiting.join();
  return 0;
}

int decode_in_child(const std::string& job_folder) {
  return run_ingest_child(job_folder);
}

}  // namespace scanetrix
