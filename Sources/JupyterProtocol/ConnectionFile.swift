// SPDX-License-Identifier: MIT
import Display
import FoundationEssentials

/// Why a connection file cannot be used.
package enum ConnectionFileError: Error, Sendable, Equatable, CustomStringConvertible {
  case unreadable(path: String)
  case malformed(path: String, field: String)
  case unsupportedSignature(String)
  case unsupportedTransport(String)

  package var description: String {
    switch self {
    case .unreadable(let path):
      "the connection file \(path) cannot be read: Jupyter writes it before it starts a kernel"
    case .malformed(let path, let field):
      "the connection file \(path) has no usable '\(field)'"
    case .unsupportedSignature(let scheme):
      "messages signed with '\(scheme)' are not supported: set signature_scheme to hmac-sha256"
    case .unsupportedTransport(let transport):
      "the transport '\(transport)' is not supported: use tcp or ipc"
    }
  }
}

/// Where a kernel listens and with which key messages are signed.
package struct ConnectionFile: Sendable, Equatable {
  /// How front ends reach the kernel.
  package enum Transport: String, Sendable {
    case tcp
    case ipc
  }

  package let transport: Transport
  /// The address to bind, or the path's beginning for ipc.
  package let address: String
  /// The port of each channel; 0 lets the system choose.
  package private(set) var ports: [Channel: Int]
  package let key: String
  private let path: String
  private var fields: JSON

  private static let portNames: [Channel: String] = [
    .shell: "shell_port", .control: "control_port", .stdin: "stdin_port", .iopub: "iopub_port",
    .heartbeat: "hb_port",
  ]

  /// Reads a file; unknown fields are kept and ignored, ports may be numbers or texts.
  package init(path: String) throws(ConnectionFileError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadable(path: path)
    }
    try self.init(bytes: Array(data), path: path)
  }

  /// Reads a file's content.
  package init(bytes: [UInt8], path: String) throws(ConnectionFileError) {
    guard let fields = JSONCoding.decode(JSON.self, from: bytes), case .object = fields else {
      throw .malformed(path: path, field: "object")
    }
    let scheme = fields["signature_scheme"]?.stringValue ?? "hmac-sha256"
    guard scheme == "hmac-sha256" || scheme.isEmpty else { throw .unsupportedSignature(scheme) }
    let name = fields["transport"]?.stringValue ?? "tcp"
    guard let transport = Transport(rawValue: name) else { throw .unsupportedTransport(name) }
    self.transport = transport
    self.path = path
    self.fields = fields
    address = fields["ip"]?.stringValue ?? "127.0.0.1"
    key = fields["key"]?.stringValue ?? ""
    ports = [:]
    for (channel, field) in Self.portNames {
      guard let port = Self.port(fields[field]) else { throw .malformed(path: path, field: field) }
      ports[channel] = port
    }
  }

  private static func port(_ value: JSON?) -> Int? {
    let number = value?.intValue ?? value?.stringValue.flatMap { Int($0) }
    return number.flatMap { (0...65_535).contains($0) ? $0 : nil }
  }

  /// The endpoint to bind for a channel.
  package func endpoint(of channel: Channel) -> String {
    let port = ports[channel] ?? 0
    switch transport {
    case .ipc: return "ipc://\(address)-\(port)"
    case .tcp:
      let isIPv6 = address.contains(":") && !address.hasPrefix("[")
      return "tcp://\(isIPv6 ? "[\(address)]" : address):\(port == 0 ? "*" : String(port))"
    }
  }

  /// Notes the port that the system chose for a channel.
  package mutating func setPort(_ port: Int, of channel: Channel) { ports[channel] = port }

  /// Writes the file again with the ports that were bound; all other fields stay.
  package func write() {
    guard case .object(var members) = fields else { return }
    for (channel, field) in Self.portNames { members[field] = .int(ports[channel] ?? 0) }
    try? Data(JSONCoding.encode(JSON.object(members))).write(
      to: URL(filePath: path), options: .atomic)
  }
}
