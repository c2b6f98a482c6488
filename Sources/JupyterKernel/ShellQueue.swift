// SPDX-License-Identifier: MIT
import JupyterProtocol
import Synchronization

/// The requests that wait for the shell, of which a failing cell aborts the cells.
final class ShellQueue: Sendable {
  /// A waiting request.
  final class Item: Sendable {
    let request: Request
    private let aborted = Atomic(false)

    init(_ request: Request) { self.request = request }

    var isAborted: Bool { aborted.load(ordering: .acquiring) }
    func abort() { aborted.store(true, ordering: .releasing) }
  }

  private let waiting = Mutex<[Item]>([])
  private let stream: AsyncStream<Item>
  private let continuation: AsyncStream<Item>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  /// The requests in the order of their arrival.
  var items: AsyncStream<Item> { stream }

  /// Appends a request.
  func add(_ request: Request) {
    let item = Item(request)
    waiting.withLock { $0.append(item) }
    continuation.yield(item)
  }

  /// Notes that a request is being served.
  func take(_ item: Item) { waiting.withLock { $0.removeAll { $0 === item } } }

  /// Aborts the cells that wait at this moment, and nothing that comes later.
  func abortCells() {
    waiting.withLock { waiting in
      for item in waiting where item.request.message.header.type == ExecuteRequest.messageType {
        item.abort()
      }
    }
  }

  /// Ends the stream.
  func finish() { continuation.finish() }
}
