// SPDX-License-Identifier: MIT
await Task.yield()
Task { @MainActor in
  try await Task.sleep(for: .milliseconds(50))
  print("later")
}
