// SPDX-License-Identifier: MIT
import Dispatch

nonisolated(unsafe) let values = [1]
DispatchQueue.concurrentPerform(iterations: 4) { index in print(values[values.count + index]) }
