// SPDX-License-Identifier: MIT
func square(_ value: Int) async -> Int {
  await Task.yield()
  return value * value
}
nonisolated(unsafe) let sum = await withTaskGroup(of: Int.self) { group in
  for value in 1...100 { group.addTask { await square(value) } }
  return await group.reduce(0, +)
}
let clock = ContinuousClock()
let start = clock.now
try await Task.sleep(for: .milliseconds(30))
try await Task.sleep(nanoseconds: 1_000_000)
let slept = clock.now - start >= .milliseconds(31)
let onMain = await Task { @MainActor in MainActor.assumeIsolated { 7 } }.value
print(sum, slept, onMain)
