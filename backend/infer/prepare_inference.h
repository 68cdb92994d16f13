// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace scanetrix {

/// Memory that is given back stays with the process: slabs and batches ask for the same again and again, and
/// what the system gives anew it clears first, page by page.
void keep_memory();

/// Lets libtorch open what it looks at when it is first used (which processor this is, and how many), for it
/// will not be able to once walls are up. Starts no thread unless there is a GPU. Calls keep_memory().
///
/// \return Whether the work will be done on the processor. A GPU's driver opens devices and makes calls all
/// the time that no walls of ours leave room for.
[[nodiscard]] bool prepare_inference();

}  // namespace scanetrix
