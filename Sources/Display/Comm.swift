// SPDX-License-Identifier: MIT

import Synchronization

/// A two-way channel between the notebook's code and its front end, on which widgets stand.
///
/// Handlers run one after another and never beside a cell: between cells, or where the running cell shows something, awaits
/// or calls `processEvents()`.
public final class Comm: Sendable {
  /// What one end sends to the other.
  public struct Message: Sendable, Equatable {
    /// The data.
    public var data: JSON
    /// Notes that accompany the data.
    public var metadata: JSON
    /// Binary parts.
    public var buffers: [[UInt8]]

    /// Makes a message.
    public init(_ data: JSON = [:], metadata: JSON = [:], buffers: [[UInt8]] = []) {
      self.data = data
      self.metadata = metadata
      self.buffers = buffers
    }
  }

  /// The channel's identifier, the same at both ends.
  public let id: String
  /// The name of what answers at the other end.
  public let target: String

  private let handlers = Mutex<Handlers>(Handlers())

  /// Opens a channel to a target that the front end knows.
  public convenience init(target: String, _ message: Message = Message()) {
    self.init(id: Identifier.random(), target: target)
    CommRegistry.add(self)
    transmit(.open, message)
  }

  init(id: String, target: String) {
    self.id = id
    self.target = target
  }

  /// Whether both ends can still send.
  public var isOpen: Bool { CommRegistry.comm(id) === self }

  /// Sends a message to the front end; after the closing it does nothing.
  public func send(_ message: Message) {
    if isOpen { transmit(.message, message) }
  }

  /// Closes the channel at both ends.
  public func close(_ message: Message = Message()) {
    guard CommRegistry.remove(id) else { return }
    transmit(.close, message)
  }

  /// Sets what is done with each message from the front end.
  public func onMessage(_ handler: @escaping (Message) -> Void) {
    let handler = Handler(handler)
    handlers.withLock { $0.message = handler }
  }

  /// Sets what is done when the front end closes the channel.
  public func onClose(_ handler: @escaping (Message) -> Void) {
    let handler = Handler(handler)
    handlers.withLock { $0.close = handler }
  }

  /// Registers what answers when the front end opens a channel to the target.
  public static func register(target: String, _ onOpen: @escaping (Comm, Message) -> Void) {
    CommRegistry.register(target, Opener(onOpen))
  }

  /// Sets what the library itself does with each message as soon as it comes, on a thread beside the cell's.
  ///
  /// - Parameter handler: Gives back the user code that shall follow, if any; it runs where handlers run.
  package func onArrival(
    _ handler: @escaping @Sendable (Message) -> (@Sendable () -> Void)?
  ) {
    handlers.withLock { $0.arrival = handler }
  }

  /// Takes a message: what the library does is done at once, what user code does is given back.
  func receive(_ kind: CommMessage.Kind, _ message: Message) -> (@Sendable () -> Void)? {
    if kind == .message, let arrival = handlers.withLock({ $0.arrival }) { return arrival(message) }
    return { [self] in
      let current = handlers.withLock { $0 }
      (kind == .close ? current.close : current.message)?.call(message)
    }
  }

  private func transmit(_ kind: CommMessage.Kind, _ message: Message) {
    CurrentFrontEnd.value.comm(
      CommMessage(
        kind: kind, id: id, target: kind == .open ? target : "", data: message.data,
        metadata: message.metadata, buffers: message.buffers))
  }

  private struct Handlers {
    var message: Handler?
    var close: Handler?
    var arrival: (@Sendable (Message) -> (@Sendable () -> Void)?)?
  }
}

/// A closure of user code; the session calls it only where no other user code of the main actor runs.
private struct Handler: @unchecked Sendable {
  let call: (Comm.Message) -> Void
  init(_ call: @escaping (Comm.Message) -> Void) { self.call = call }
}
