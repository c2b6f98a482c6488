// SPDX-License-Identifier: MIT
import JupyterProtocol
import Synchronization

/// What a kernel and the outputs of its cells share; each part may be used from any thread.
final class KernelParts: Sendable {
  let publisher: Publisher
  let inputs: InputBroker
  let comms = CommTable()
  let commsUnderWay = CommsUnderWay()
  let subshells = Subshells()
  let pace: Mutex<OutputPace>

  init(publisher: Publisher, limit: OutputLimit) {
    self.publisher = publisher
    inputs = InputBroker(publisher: publisher)
    pace = Mutex(OutputPace(limit: limit))
  }
}
