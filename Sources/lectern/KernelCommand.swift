// SPDX-License-Identifier: MIT
import Dispatch
import FoundationEssentials
import Glibc
import JupyterKernel
import JupyterProtocol
import JupyterTransport
import SwiftSession

/// Runs the kernel that a connection file describes, until a front end or a signal ends it.
struct KernelCommand {
  private let connectionFile: String

  /// Reads the command line.
  init(_ options: Options) throws(CommandLineError) {
    guard let file = options["connection-file"] else {
      throw .usage("`lectern kernel` needs --connection-file FILE, which Jupyter writes")
    }
    connectionFile = file
  }

  /// Runs the kernel.
  ///
  /// - Returns: the exit code.
  func run() async throws(CommandLineError) -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    let session = UUID().uuidString.lowercased()
    let (sockets, ports) = try openSockets(session: session)
    let swift: SwiftSession
    do throws(SessionError) { swift = try SwiftSession(paths: Setting.paths) } catch {
      throw .failed("\(error)")
    }
    let kernel = Kernel(
      identity: Kernel.Identity(implementation: "lectern", version: Lectern.version),
      interpreter: SwiftInterpreter(session: swift),
      publisher: Publisher(session: session) { sockets.send($0) },
      history: History(file: "\(Setting.cache)/history.jsonl"), ports: ports)
    let watch = LifeWatch(
      interrupt: { await kernel.interrupt() }, stop: { await kernel.stop() })
    watch.start()
    sockets.start { message, channel in kernel.receive(message, on: channel) }
    await kernel.run()
    sockets.close()
    return 0
  }

  private func openSockets(
    session: String
  ) throws(CommandLineError) -> (KernelSockets, [String: Int]) {
    do {
      var connection = try ConnectionFile(path: connectionFile)
      let sockets = try KernelSockets(connection: &connection, session: session)
      let names: [Channel: String] = [.heartbeat: "hb_port"]
      let ports = connection.ports.map { (names[$0] ?? "\($0.rawValue)_port", $1) }
      return (sockets, Dictionary(ports, uniquingKeysWith: { first, _ in first }))
    } catch {
      throw .failed("\(error)")
    }
  }
}
