// SPDX-License-Identifier: MIT
package import Display
import FoundationEssentials
import Glibc

/// Where a kernel listens and how its messages are signed, as the front end wrote it down.
package struct ConnectionFile: Sendable, Equatable {
  /// How bytes travel.
  package enum Transport: String, Sendable {
    case tcp
    case ipc
  }

  package var transport: Transport
  /// The interface for tcp, the common beginning of the socket files' paths for ipc.
  package var ip: String
  /// The number of each channel; 0 lets the kernel choose.
  package var ports: [Channel: Int]
  package var key: String
  package var signatureScheme: String
  /// The server's key of an encrypted connection; nil where bytes travel in the open.
  package var curveSecretKey: String?
  /// All members of the file, also those that mean nothing to this kernel.
  package let members: [String: JSON]

  /// Reads the file at a path.
  package init(path: String) throws(ConnectionFileError) {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
      throw .unreadable(path)
    }
    try self.init(json: Bytes(data))
  }

  /// Reads the text of a connection file.
  package init(json: Bytes) throws(ConnectionFileError) {
    guard case .object(let members)? = try? JSONCoding.decode(JSON.self, from: json) else {
      throw .noObject
    }
    self.members = members
    let name = members["transport"]?.stringValue ?? "tcp"
    guard let transport = Transport(rawValue: name) else { throw .unknownTransport(name) }
    self.transport = transport
    ip = members["ip"]?.stringValue ?? "127.0.0.1"
    key = members["key"]?.stringValue ?? ""
    signatureScheme = members["signature_scheme"]?.stringValue ?? "hmac-sha256"
    curveSecretKey = members["curve_secretkey"]?.stringValue
    ports = [:]
    for channel in Channel.allCases { ports[channel] = try Self.port(of: channel, in: members) }
  }

  /// The address at which ZeroMQ shall listen.
  package func address(of channel: Channel) -> String {
    let port = ports[channel] ?? 0
    switch transport {
    case .ipc: return "ipc://\(ip)-\(port)"
    case .tcp where ip == "localhost": return "tcp://127.0.0.1:\(port)"
    case .tcp where ip.contains(":") && !ip.hasPrefix("["): return "tcp://[\(ip)]:\(port)"
    case .tcp: return "tcp://\(ip.isEmpty ? "*" : ip):\(port)"
    }
  }

  /// Whether a Jupyter server started the kernel: it passes on only so much output a second.
  package var isOfServer: Bool { !(members["jupyter_session"]?.stringValue ?? "").isEmpty }

  /// The file's text with the ports that are in use; all other members stay.
  package var json: Bytes {
    var members = members
    for (channel, port) in ports { members[channel.portKey] = .int(port) }
    return JSONCoding.encode(JSON.object(members))
  }

  /// Writes the ports that are in use back, so that clients find the kernel.
  package func write(to path: String) throws(ConnectionFileError) {
    // The key is a secret: nobody else may read it, not even for a moment.
    let temporary = "\(path).\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw .unwritable(path) }
    let text = json
    let count = Glibc.write(descriptor, text, text.count)
    close(descriptor)
    guard count == text.count, rename(temporary, path) == 0 else { throw .unwritable(path) }
  }

  private static func port(
    of channel: Channel, in members: [String: JSON]
  ) throws(ConnectionFileError) -> Int {
    let member = members[channel.portKey] ?? .int(0)
    let number = member.intValue ?? member.stringValue.flatMap { Int($0) }
    guard let number, (0...65_535).contains(number) else { throw .noPort(channel.portKey) }
    return number
  }
}

/// Why a connection file cannot be used.
package enum ConnectionFileError: Error, Sendable, Equatable, CustomStringConvertible {
  case unreadable(String)
  case unwritable(String)
  case noObject
  case unknownTransport(String)
  case noPort(String)

  /// The reason in words.
  package var description: String {
    switch self {
    case .unreadable(let path): "cannot read the connection file \(path)"
    case .unwritable(let path): "cannot write the ports back to the connection file \(path)"
    case .noObject: "the connection file holds no JSON object"
    case .unknownTransport(let name):
      "the connection file's transport '\(name)' is unknown; it must be tcp or ipc"
    case .noPort(let key): "the connection file's \(key) is no port number"
    }
  }
}
