// SPDX-License-Identifier: MIT
nonisolated(unsafe) var turns = 0
@inline(never) func turn() { turns &+= 1 }
await Task.detached { while true { turn() } }.value
