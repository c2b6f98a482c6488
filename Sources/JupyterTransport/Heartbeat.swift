// SPDX-License-Identifier: MIT
import CZeroMQ
import JupyterProtocol

/// Sends back whatever comes, on a thread of its own: a busy kernel still shows that it lives.
final class Heartbeat: Sendable {
  private let thread: WorkerThread

  init(socket: Socket) {
    thread = WorkerThread {
      // A router, not a replier: it answers clients of every kind, and one that is lost blocks nobody.
      while let frames = socket.receive(waiting: true) { socket.send(frames) }
      socket.close()
    }
  }

  /// Waits for the end, which comes with the end of the context.
  func join() { thread.join() }
}
