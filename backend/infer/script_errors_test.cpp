// SPDX-License-Identifier: Apache-2.0
#include "infer/script_errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ScriptErrors, AnUnknownOperatorIsNamed) {
  const Error error = reason_of_torch(
      "\nUnknown builtin op: aten::scaled_dot_product_attention.\nHere are some suggestions: \n\taten::dot\n "
      " File "
      "\"code/__torch__/x.py\", line 7\n",
      "model_unreadable");
  EXPECT_EQ(error.slug, "unknown_operator");
  EXPECT_THAT(error.message, HasSubstr("\"aten::scaled_dot_product_attention\""));
}

TEST(ScriptErrors, TheNumberOfChannelsIsTold) {
  const Error error = reason_of_torch(
      "Given groups=1, weight of size [8, 4, 3, 3, 3], expected input[1, 1, 16, 16, 16] to have 4 channels, "
      "but got 1 "
      "channels instead",
      "model_failed");
  EXPECT_EQ(error.slug, "wants_channels");
  EXPECT_THAT(error.message, HasSubstr("4 channels"));
}

TEST(ScriptErrors, MemoryAndVersionHaveNamesOfTheirOwn) {
  EXPECT_EQ(reason_of_torch(
                "[enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: can't allocate memory: you tried "
                "to allocate 40000000000 bytes.",
                "model_failed")
                .slug,
            "too_much_memory");
  EXPECT_EQ(reason_of_torch(
                "Attempted to read a PyTorch file with version 11, but the maximum supported version for "
                "reading is 10. Your PyTorch installation may be too old.",
                "model_unreadable")
                .slug,
            "model_too_new");
}

TEST(ScriptErrors, WhatIsNotKnownIsPassedOnWithoutPaths) {
  const Error error = reason_of_torch(
      "The following operation failed in the TorchScript interpreter.\nTraceback of TorchScript (most recent "
      "call "
      "last):\n  File \"/home/someone/net.py\", line 3, in forward\nRuntimeError: shape '[2]' is invalid for "
      "input of "
      "size 3\n",
      "model_failed");
  EXPECT_EQ(error.slug, "model_failed");
  EXPECT_THAT(error.message, HasSubstr("shape '[2]' is invalid for input of size 3"));
  EXPECT_THAT(reason_of_torch("cannot open /home/someone/x", "model_failed").message,
              Not(HasSubstr("someone")));
}

}  // namespace
}  // namespace scanetrix
