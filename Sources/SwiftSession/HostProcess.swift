// SPDX-License-Identifier: MIT
import Glibc
import SessionWire

/// The session host, with its output and events in the order in which user code caused them.
final class HostProcess: Sendable {
  /// What comes from the host.
  enum Event: Sendable {
    /// Printed text; the cell is the one whose task printed it, or 0 for the one that runs or ran last.
    case text([UInt8], isError: Bool, cell: Int)
    case event(HostEvent)
    /// The process is gone: nothing else follows.
    case died(ExitStatus)
  }

  /// A standard stream's end, read by one thread.
  private struct Stream {
    let descriptor: Int32
    let isError: Bool
    var text = MarkedText()
  }

  private let child: ChildProcess
  private let output: Int32
  private let error: Int32

  /// Starts a host; the handler is called on one thread, in order.
  init(
    paths: SessionPaths, handler: @escaping @Sendable (HostProcess, Event) -> Void
  ) throws(SpawnError) {
    let outPipe = try Pipe()
    let errPipe = try Pipe()
    outPipe.prepareForOutput()
    errPipe.prepareForOutput()
    defer {
      close(outPipe.write)
      close(errPipe.write)
    }
    do throws(SpawnError) {
      child = try ChildProcess(
        program: paths.host,
        arguments: ["--library", paths.library, "--channel", "\(ChildProcess.channelDescriptor)"],
        output: (out: outPipe.write, err: errPipe.write),
        environment: ProcessEnvironment.ofSession)
    } catch {
      close(outPipe.read)
      close(errPipe.read)
      throw error
    }
    output = outPipe.read
    error = errPipe.read
    startThread { self.read(handler: handler) }
  }

  /// Sends a command; a host that is gone is noticed by the reader.
  func send(_ command: HostCommand) { try? child.channel.send(command) }

  /// The process's number.
  var identifier: pid_t { child.identifier }

  /// Ends the process at once.
  func kill() { child.kill() }

  // MARK: Reading

  private func read(handler: @Sendable (HostProcess, Event) -> Void) {
    var streams = [
      Stream(descriptor: output, isError: false), Stream(descriptor: error, isError: true),
    ]
    var polled = [output, error, child.channel.descriptor].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    while true {
      if poll(&polled, nfds_t(polled.count), -1) < 0 && errno != EINTR { break }
      // A frame follows all text that was written before it: text first, then the frame.
      for place in streams.indices where !drain(&streams[place], handler) {
        polled[place].fd = -1
      }
      guard polled[2].revents != 0 else { continue }
      settle(&streams, handler)
      guard let event = try? child.channel.receive(HostEvent.self) else { break }
      handler(self, .event(event))
      if case .display(let number, _, _, _) = event { send(.displayAcknowledged(number)) }
    }
    settle(&streams, handler)
    close(output)
    close(error)
    handler(self, .died(child.wait()))
  }

  /// Passes on what stands in the pipe; false when its other end is closed.
  private func drain(
    _ stream: inout Stream, _ handler: @Sendable (HostProcess, Event) -> Void
  ) -> Bool {
    while true {
      var count = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, initialized in
        count = Glibc.read(stream.descriptor, buffer.baseAddress, buffer.count)
        initialized = max(count, 0)
      }
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      if count == 0 { return false }
      pass(stream.text.take(bytes), of: stream, to: handler)
      if count < 1 << 16 { return true }
    }
  }
  /// Passes on all that was written so far, also what might have become a mark.
  private func settle(
    _ streams: inout [Stream], _ handler: @Sendable (HostProcess, Event) -> Void
  ) {
    for place in streams.indices {
      _ = drain(&streams[place], handler)
      pass(streams[place].text.finish(), of: streams[place], to: handler)
    }
  }

  private func pass(
    _ pieces: [MarkedText.Piece], of stream: Stream,
    to handler: @Sendable (HostProcess, Event) -> Void
  ) {
    for piece in pieces {
      handler(self, .text(piece.bytes, isError: stream.isError, cell: piece.cell))
    }
  }
}
