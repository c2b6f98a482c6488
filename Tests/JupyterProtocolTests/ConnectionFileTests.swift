// SPDX-License-Identifier: MIT
import Display
import Glibc
import JupyterProtocol
import Testing

@Suite("Connection files")
struct ConnectionFileTests {
  private static let usual: [String: JSON] = [
    "transport": "tcp", "ip": "127.0.0.1", "key": "k", "signature_scheme": "hmac-sha256",
    "shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5,
  ]

  private func file(_ changes: [String: JSON] = [:]) throws -> ConnectionFile {
    let members = Self.usual.merging(changes) { _, new in new }
    return try ConnectionFile(json: JSONCoding.encode(JSON.object(members)))
  }

  @Test("Each channel has its port")
  func ports() throws {
    let expected: [Channel: Int] = [
      .shell: 1, .iopub: 2, .stdin: 3, .control: 4, .heartbeat: 5,
    ]
    #expect(try file().ports == expected)
    #expect(try file().address(of: .heartbeat) == "tcp://127.0.0.1:5")
  }

  @Test("A port may be a text")
  func textPorts() throws {
    #expect(try file(["shell_port": "40001"]).ports[.shell] == 40001)
  }

  @Test("A port that is none is named", arguments: [JSON.int(-1), 70000, "x", [], 1.5])
  func noPort(port: JSON) {
    #expect(throws: ConnectionFileError.noPort("shell_port")) { try file(["shell_port": port]) }
  }

  @Test("Any interface is taken, and an address of version 6 gets its brackets")
  func interfaces() throws {
    #expect(try file(["ip": "*"]).address(of: .shell) == "tcp://*:1")
    #expect(try file(["ip": "0.0.0.0"]).address(of: .shell) == "tcp://0.0.0.0:1")
    #expect(try file(["ip": "::1"]).address(of: .shell) == "tcp://[::1]:1")
    #expect(try file(["ip": "localhost"]).address(of: .shell) == "tcp://127.0.0.1:1")
  }

  @Test("With ipc, path and number are joined by a hyphen")
  func ipc() throws {
    #expect(
      try file(["transport": "ipc", "ip": "/run/kernel"]).address(of: .iopub)
        == "ipc:///run/kernel-2")
  }

  @Test("A launcher that waits for a report has chosen no ports, and may listen elsewhere")
  func registration() throws {
    #expect(try file().registration == nil)
    let own = try file(["registration_port": 7, "kernel_id": "k1"])
    #expect(own.registration?.port == 7 && own.registration?.kernelID == "k1")
    #expect(own.registration?.ip == "127.0.0.1")
    #expect(own.ports.values.allSatisfy { $0 == 0 })
    let other = try file(["registration_port": "7", "registration_ip": "10.0.0.1"])
    #expect(other.registration?.ip == "10.0.0.1" && other.registration?.port == 7)
    #expect(throws: ConnectionFileError.noPort("registration_port")) {
      try file(["registration_port": "seven"])
    }
  }

  @Test("Keys of an encrypted connection come in pairs")
  func curveKeys() throws {
    #expect(try file().curveKeys == nil)
    let keys = try file(["curve_publickey": "p", "curve_secretkey": "s"]).curveKeys
    #expect(keys?.publicKey == "p" && keys?.secretKey == "s")
    #expect(throws: ConnectionFileError.halfAKey(isPublicMissing: true)) {
      try file(["curve_secretkey": "s"])
    }
    #expect(throws: ConnectionFileError.halfAKey(isPublicMissing: false)) {
      try file(["curve_publickey": "p", "curve_secretkey": .null])
    }
  }

  @Test("A transport that is unknown is named")
  func unknownTransport() {
    #expect(throws: ConnectionFileError.unknownTransport("udp")) {
      try file(["transport": "udp"])
    }
  }

  @Test("A text that is no object is refused, and so is a file that is not there")
  func unreadable() {
    #expect(throws: ConnectionFileError.noObject) { try ConnectionFile(json: Bytes("[]".utf8)) }
    #expect(throws: ConnectionFileError.unreadable("/nowhere/at/all")) {
      try ConnectionFile(path: "/nowhere/at/all")
    }
  }

  @Test("A kernel of a Jupyter server is known by the server's session")
  func server() throws {
    #expect(try !file().isOfServer)
    #expect(try !file(["jupyter_session": ""]).isOfServer)
    #expect(try file(["jupyter_session": "/notebooks/a.ipynb"]).isOfServer)
  }

  @Test("The ports in use are written back, everything else stays, and nobody else may read it")
  func writing() throws {
    let path = "/tmp/lectern-connection-\(getpid()).json"
    defer { unlink(path) }
    var connection = try file(["shell_port": 0, "future": ["a": 1.5], "curve_publickey": nil])
    connection.ports[.shell] = 4711
    try connection.write(to: path)
    let written = try ConnectionFile(path: path)
    #expect(written.ports[.shell] == 4711)
    #expect(written.members["future"] == ["a": 1.5])
    #expect(written.members["curve_publickey"] == .null)
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
  }
}
