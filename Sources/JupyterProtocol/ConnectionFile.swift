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

    /// An address in ZeroMQ's words.
    package func address(ip: String, port: Int) -> String {
      switch self {
      case .ipc: "ipc://\(ip)-\(port)"
      case .tcp where ip == "localhost": "tcp://127.0.0.1:\(port)"
      case .tcp where ip.contains(":") && !ip.hasPrefix("["): "tcp://[\(ip)]:\(port)"
      case .tcp: "tcp://\(ip.isEmpty ? "*" : ip):\(port)"
      }
    }
  }

  /// The long-term keys of the kernel's end of an encrypted connection, as 40 characters each.
  package struct CurveKeys: Sendable, Equatable {
    package var publicKey: String
    package var secretKey: String

    fileprivate init?(_ members: [String: JSON]) throws(ConnectionFileError) {
      let (open, secret) = (
        members["curve_publickey"]?.stringValue, members["curve_secretkey"]?.stringValue
      )
      if open == nil && secret == nil { return nil }
      guard let open, let secret else { throw .halfAKey(isPublicMissing: open == nil) }
      (publicKey, secretKey) = (open, secret)
    }
  }

  /// Where a launcher waits for the kernel's report of its ports.
  package struct Registration: Sendable, Equatable {
    package var ip: String
    package var port: Int
    /// The launcher's name for the kernel, which comes back in the report.
    package var kernelID: String

    fileprivate init?(_ members: [String: JSON], ip: String) throws(ConnectionFileError) {
      guard members["registration_port"] != nil else { return nil }
      port = try ConnectionFile.port("registration_port", in: members)
      self.ip = members["registration_ip"]?.stringValue ?? ip
      kernelID = members["kernel_id"]?.stringValue ?? ""
    }
  }

  package var transport: Transport
  /// The interface for tcp, the common beginning of the socket files' paths for ipc.
  package var ip: String
  /// The number of each channel; 0 lets the kernel choose.
  package var ports: [Channel: Int]
  package var key: String
  package var signatureScheme: String
  /// The server's keys of an encrypted connection; nil where bytes travel in the open.
  package var curveKeys: CurveKeys?
  /// Where the kernel reports the ports that it chose; nil where the front end chose them.
  package var registration: Registration?
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
    curveKeys = try CurveKeys(members)
    registration = try Registration(members, ip: ip)
    ports = [:]
    for channel in Channel.allCases {
      // A launcher that waits for a report has chosen no ports, whatever an earlier kernel left in its file.
      ports[channel] = registration == nil ? try Self.port(channel.portKey, in: members) : 0
    }
  }

  /// The address at which ZeroMQ shall listen.
  package func address(of channel: Channel) -> String {
    transport.address(ip: ip, port: ports[channel] ?? 0)
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

  fileprivate static func port(
    _ key: String, in members: [String: JSON]
  ) throws(ConnectionFileError) -> Int {
    let member = members[key] ?? .int(0)
    let number = member.intValue ?? member.stringValue.flatMap { Int($0) }
    guard let number, (0...65_535).contains(number) else { throw .noPort(key) }
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
  case halfAKey(isPublicMissing: Bool)

  /// The reason in words.
  package var description: String {
    switch self {
    case .unreadable(let path): "cannot read the connection file \(path)"
    case .unwritable(let path): "cannot write the ports back to the connection file \(path)"
    case .noObject: "the connection file holds no JSON object"
    case .unknownTransport(let name):
      "the connection file's transport '\(name)' is unknown; it must be tcp or ipc"
    case .noPort(let key): "the connection file's \(key) is no port number"
    case .halfAKey(let isPublicMissing):
      "the connection file has only one of curve_publickey and curve_secretkey; "
        + "\(isPublicMissing ? "curve_publickey" : "curve_secretkey") is missing"
    }
  }
}
