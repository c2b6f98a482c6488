// SPDX-License-Identifier: MIT
try? await Task.sleep(for: .seconds(1000))
print("must not be reached")
