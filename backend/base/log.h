// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace scanetrix {

enum class LogLevel { debug, info, warning, error };

/// One field of a log line. Ids, counts, durations and codes only: no name, no path of a user, no token.
struct LogField {
  LogField(std::string_view name_, std::string_view text) : name(name_), value(text) {}
  LogField(std::string_view name_, const char* text) : name(name_), value(text) {}
  LogField(std::string_view name_, const std::string& text) : name(name_), value(text) {}
  template <typename Number>
  requires std::is_arithmetic_v<Number> LogField(std::string_view name_, Number number)
      : name(name_), value(std::to_string(number)), is_number(true) {}

  std::string_view name;
  std::string value;
  bool is_number = false;
};

/// Writes one line of JSON to standard error: {"time":…,"level":…,"event":…,fields…}. From any thread.
void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

/// Lines below `level` are dropped from now on. The default is info.
void set_log_level(LogLevel level);

/// The line that log() writes, without its time. For its test.
[[nodiscard]] std::string format_log_fields(std::initializer_list<LogField> fields);

}  // namespace scanetrix
