// SPDX-License-Identifier: Apache-2.0
#include "pipeline/sandbox.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#include "base/file.h"
#include "base/log.h"

namespace scanetrix {
namespace {

constexpr auto kSelf = "/proc/self/exe";
constexpr int kPollMs = 200;
constexpr std::size_t kLineLimit = 4096;

void limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  // Cannot fail for lowering one's own limit; if it does, the child must not run without it.
  if (::setrlimit(static_cast<__rlimit_resource>(resource), &both) != 0) ::_exit(126);
}

/// In the child, between fork and exec: only calls that are safe there.
[[noreturn]] void become_child(const char* program, char* const* arguments, char* const* environment,
                               int output, const SandboxLimits& limits, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(126);  // The parent died before the line above.
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, 1024);
  if (limits.memory_bytes > 0) limit(RLIMIT_AS, static_cast<rlim_t>(limits.memory_bytes));
  limit(RLIMIT_FSIZE, static_cast<rlim_t>(limits.file_bytes));
  const int null = ::open("/dev/null", O_RDWR);
  ::dup2(null, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(null, STDERR_FILENO);
  ::close_range(3, ~0U, 0);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(program, arguments, environment);
  ::_exit(127);
}

/// Splits what the child prints into lines; an endless one is dropped.
class Lines {
 public:
  explicit Lines(const std::function<void(const std::string&)>& on_line) : on_line_(on_line) {}
  void feed(std::string_view text) {
    for (const char c : text) {
      if (c == '\n') {
        on_line_(line_);
        line_.clear();
      } else if (line_.size() < kLineLimit) {
        line_ += c;
      }
    }
  }

 private:
  const std::function<void(const std::string&)>& on_line_;
  std::string line_;
};

/// As execve() wants it. The strings must stay.
std::vector<char*> pointers_to(const std::vector<std::string>& strings, const char* first = nullptr) {
  std::vector<char*> pointers;
  if (first != nullptr) pointers.push_back(const_cast<char*>(first));
  for (const std::string& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

Result<SandboxEnd> run_in_sandbox(const std::vector<std::string>& arguments, const SandboxLimits& limits,
                                  const std::function<void(const std::string&)>& on_line,
                                  const std::function<bool()>& keep_going) {
  return run_program_in_sandbox(SandboxProgram{kSelf, arguments, {}}, limits, on_line, keep_going);
}

Result<SandboxEnd> run_program_in_sandbox(const SandboxProgram& program, const SandboxLimits& limits,
                                          const std::function<void(const std::string&)>& on_line,
                                          const std::function<bool()>& keep_going) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return fail(ErrorCode::unavailable, "cannot make a pipe: " + std::generic_category().message(errno));
  const FileHandle read_end(ends[0]);
  FileHandle write_end(ends[1]);

  const std::vector<char*> argv = pointers_to(program.arguments, program.path.c_str());
  const std::vector<char*> environment = pointers_to(program.environment);

  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0)
    return fail(ErrorCode::unavailable, "cannot start a process: " + std::generic_category().message(errno));
  if (child == 0)
    become_child(program.path.c_str(), argv.data(), environment.data(), write_end.get(), limits, parent);
  write_end = FileHandle();

  const auto deadline = std::chrono::steady_clock::now() + limits.wall_clock;
  Lines lines(on_line);
  auto killed = SandboxEnd::finished;
  const auto kill_child = [&](SandboxEnd why) {
    killed = why;
    ::kill(-child, SIGKILL);
    ::kill(child, SIGKILL);  // Should it not have reached setpgid yet.
  };
  for (bool open = true; open;) {
    pollfd waiting{read_end.get(), POLLIN, 0};
    const int ready = ::poll(&waiting, 1, kPollMs);
    if (ready > 0) {
      char buffer[4096];
      const auto count = ::read(read_end.get(), buffer, sizeof buffer);
      if (count > 0)
        lines.feed({buffer, static_cast<std::size_t>(count)});
      else
        open = count < 0 && errno == EINTR;
    }
    if (killed != SandboxEnd::finished) continue;
    if (std::chrono::steady_clock::now() > deadline)
      kill_child(SandboxEnd::timed_out);
    else if (!keep_going())
      kill_child(SandboxEnd::stopped);
  }

  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (killed != SandboxEnd::finished) return killed;
  if (WIFSIGNALED(status)) {
    // SIGSYS: it made a call that its work does not need.
    log(LogLevel::warning, program.path == kSelf ? "decoder_killed" : "infer_killed",
        {{"signal", WTERMSIG(status)}});
    return SandboxEnd::crashed;
  }
  if (WEXITSTATUS(status) == 126 || WEXITSTATUS(status) == 127)
    return fail(ErrorCode::unavailable, "the decoding process could not be started");
  return WEXITSTATUS(status) == 0 ? SandboxEnd::finished : SandboxEnd::failed;
}

}  // namespace scanetrix
