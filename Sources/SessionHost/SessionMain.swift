// SPDX-License-Identifier: MIT
import CSessionHost
import Display
import Glibc
import SessionWire

/// The entry point that the session executable finds by name; returns only when the session is over.
@_cdecl("lectern_session_main")
package func sessionMain(_ descriptor: Int32) -> Int32 {
  // Programs that user code starts must not hold the channel open.
  _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  let channel = FrameChannel(descriptor: descriptor)
  lectern_stdio_start()
  let wakeUp = withUnsafePointer(to: MainActorExecutor.shared.asUnownedSerialExecutor()) {
    lectern_host_start(UnsafeMutableRawPointer(mutating: $0))
  }
  let events = EventQueue()
  let frontEnd = SessionFrontEnd(channel: channel, events: events)
  CurrentFrontEnd.set(frontEnd)
  StandardInput.connect()
  RuntimeProbe.connect()
  var loop = ControlLoop(
    channel: channel, frontEnd: frontEnd, events: events, wakeUp: wakeUp)
  loop.run()
  lectern_end_process(0)
}
