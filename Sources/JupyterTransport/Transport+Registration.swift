// SPDX-License-Identifier: MIT
import CZeroMQ
import Display
import JupyterProtocol

extension Transport {
  /// How long a launcher may take to acknowledge; a kernel that nobody knows of shall not go on.
  private static let registrationPatience = 5

  /// Reports the ports to the launcher that asked for them, and waits for its receipt.
  ///
  /// `<IDS|MSG> signature content`, both ways; the signature covers the content alone.
  package func register() throws(TransportError) {
    guard let registration = connection.registration else { return }
    let address = connection.transport.address(ip: registration.ip, port: registration.port)
    let context = try SocketContext()
    defer { context.terminate() }
    let socket = try Socket(kind: ZMQ_DEALER, context: context)
    defer { socket.close() }
    try socket.set(ZMQ_RCVTIMEO, Int32(Self.registrationPatience * 1000))
    try socket.connect(address)
    socket.send(signed(report(to: registration)))
    // What is not signed is from somebody else.
    while let frames = socket.receive(waiting: true) {
      if frames == signed(frames.last ?? []) { return }
    }
    throw .unacknowledged(address: address, seconds: Self.registrationPatience)
  }

  private func signed(_ content: Bytes) -> [Bytes] {
    let key = Bytes(connection.key.utf8)
    let signature = key.isEmpty ? [] : Signature(key: key, parts: [content]).hexadecimal
    return [WireFormat.delimiter, signature, content]
  }

  /// Ports are texts here, as the launchers that exist read them.
  private func report(to registration: ConnectionFile.Registration) -> Bytes {
    var members: [String: JSON] = ["kernel_id": .string(registration.kernelID)]
    for (channel, port) in connection.ports { members[channel.portKey] = .string("\(port)") }
    return JSONCoding.encode(JSON.object(members))
  }
}
