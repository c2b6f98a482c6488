// SPDX-License-Identifier: MIT
nonisolated(unsafe) let values = [1]
let value = await Task.detached { values[values.count] }.value
print("must not be reached", value)
