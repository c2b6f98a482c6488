// SPDX-License-Identifier: MIT
import Dispatch

let finished = DispatchSemaphore(value: 0)
DispatchQueue.global().async { finished.signal() }
finished.wait()
print("dispatched")
