// SPDX-License-Identifier: MIT
import Glibc
import Synchronization

/// A one-way stream of bytes between two processes.
struct Pipe {
  let read: Int32
  let write: Int32

  /// Held while descriptors are made and while a child is started, so that no child inherits another's.
  static let spawning = Mutex(())

  /// Makes a pipe that no child inherits by itself.
  init() throws(SpawnError) {
    var ends: [Int32] = [-1, -1]
    let code = Self.spawning.withLock { _ -> Int32 in
      guard pipe(&ends) == 0 else { return errno }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return 0
    }
    guard code == 0 else { throw SpawnError(program: "pipe", code: code) }
    read = ends[0]
    write = ends[1]
  }

  /// Makes reading return at once, and the pipe wide enough that a printing cell seldom waits.
  func prepareForOutput() {
    _ = fcntl(read, F_SETFL, O_NONBLOCK)
    let setPipeSize: Int32 = 1031  // F_SETPIPE_SZ, which Glibc's module does not export
    _ = fcntl(write, setPipeSize, 1 << 20)
  }
}
