// SPDX-License-Identifier: MIT
import Display
import Glibc
import JupyterProtocol
import JupyterTransport
import Synchronization

/// A transport whose owner answers each request with its own code, and remembers what was logged.
final class Endpoint: Sendable {
  enum Way: String, CaseIterable, Sendable {
    case tcp
    case ipc
  }

  let transport: Transport
  let session = Session(id: "kernel")
  let format: WireFormat
  private let client = Session(id: "client")
  private let folder: String
  private let lines: Lines

  /// Log lines, from any thread.
  private final class Lines: Sendable {
    let kept = Mutex<[String]>([])
  }

  init(_ way: Way, key: String = "secret") throws {
    var template = Array("/tmp/lectern-XXXXXX".utf8CString)
    folder = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
    let members: JSON = [
      "transport": .string(way.rawValue), "ip": .string(way == .tcp ? "127.0.0.1" : folder + "/k"),
      "key": .string(key),
    ]
    let lines = Lines()
    self.lines = lines
    transport = try Transport(
      ConnectionFile(json: JSONCoding.encode(members)), session: session,
      log: { line in lines.kept.withLock { $0.append(line) } })
    format = try WireFormat(key: key, signatureScheme: "hmac-sha256")
  }

  deinit { rmdir(folder) }

  var connection: ConnectionFile { transport.connection }
  var log: [String] { lines.kept.withLock { $0 } }

  /// Starts to answer, on the channel of each request.
  func start() {
    transport.start { [transport, session] message, channel in
      let content = (try? message.content(as: IsCompleteRequest.self))?.code ?? "?"
      let reply = session.message(
        IsCompleteReply(.complete, indent: content), parent: message.headerBytes,
        identities: message.identities, buffers: message.buffers)
      transport.send(reply, on: channel)
    }
  }

  /// The signed frames of a request.
  func request(_ code: String, buffers: [Bytes] = []) -> [Bytes] {
    format.frames(of: client.message(IsCompleteRequest(code: code), buffers: buffers))
  }

  /// What stands in a reply, after its signature was checked.
  func read(_ frames: [Bytes]) throws -> String? {
    let content: IsCompleteReply = try format.message(from: frames).message.content()
    return content.indent
  }

  func publish(_ text: String) {
    transport.send(session.publication(Stream(name: "stdout", text: text)), on: .iopub)
  }
}
