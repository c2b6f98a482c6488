// SPDX-License-Identifier: MIT
import Glibc
import JupyterKernel
import JupyterProtocol
import JupyterTransport
import SwiftSession

/// Runs the kernel that a connection file describes, until a front end or a signal ends it.
struct KernelCommand {
  private static let helpLinks = [
    KernelInfoReply.HelpLink(
      text: "The Swift Programming Language", url: "https://docs.swift.org/swift-book/")
  ]

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
  /// - Returns: the exit code, after an orderly end.
  func run() async throws(CommandLineError) -> Int32 {
    // A front end that goes away is noticed by its sockets, never by a signal.
    signal(SIGPIPE, SIG_IGN)
    let session = Session()
    let transport = try listen(session)
    let kernel = Kernel(
      interpreter: SwiftInterpreter(session: try startSession()),
      configuration: configuration(transport.connection), session: session, sink: transport,
      log: Self.log)
    let watch = LifeWatch(
      interrupt: { await kernel.interrupt() }, stop: { await kernel.shutdown() })
    watch.start()
    transport.start { kernel.receive($0, on: $1) }
    await kernel.run()
    transport.close()
    return 0
  }

  private func startSession() throws(CommandLineError) -> SwiftSession {
    do throws(SessionError) {
      return try SwiftSession(paths: Setting.paths)
    } catch {
      throw .failed("\(error)")
    }
  }

  /// Binds the sockets; writes ports that the system chose back to the file, and reports them to a launcher that asked.
  private func listen(_ session: Session) throws(CommandLineError) -> Transport {
    do {
      let file = try ConnectionFile(path: connectionFile)
      let transport = try Transport(file, session: session, log: Self.log)
      if transport.connection.ports != file.ports {
        try transport.connection.write(to: connectionFile)
      }
      try transport.register()
      return transport
    } catch {
      throw .failed("\(error)")
    }
  }

  private func configuration(_ connection: ConnectionFile) -> KernelConfiguration {
    let isOfServer = connection.isOfServer || Setting.variable("JPY_SESSION_NAME") != nil
    return KernelConfiguration(
      implementationVersion: Lectern.version, helpLinks: Self.helpLinks, ports: connection.ports,
      outputLimit: isOfServer ? .server : .client, historyPath: "\(Setting.cache)/history")
  }

  @Sendable private static func log(_ text: String) { printError("lectern: \(text)") }
}
